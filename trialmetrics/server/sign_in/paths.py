"""The addresses of sign-in and of the routes for programs, and the names by which a session travels."""

# Paths below that of the dashboard.
SIGN_IN = "sign-in"
START = "sign-in/start"
CALLBACK = "sign-in/callback"
SIGN_OUT = "sign-out"
API = "api"  # below it nobody comes in with a session, but with a token

COOKIE = "trialmetrics_session"
FLOW_COOKIE = "trialmetrics_sign_in"
# The header in which the gate hands the session on to Streamlit, and its name in `st.user` there.
SESSION_HEADER = "x-trialmetrics-session"
USER_KEY = "trialmetrics_session"
