"""Side by side with what one would use instead: every figure a ratio within one run."""
