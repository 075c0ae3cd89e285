"""The events of an organisation that has outgrown one machine: on an Apache Spark cluster, in a table of its own."""
