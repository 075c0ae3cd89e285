"""A small log, and a row that is set aside."""

LOG = (
    "supplier,trial_id,event,occurred_at,category,order_value,courtesy,note\n"
    "A,T1,request,2026-03-02 10:00,Paper,10,,\n"
    "A,T1,reply,2026-03-02 12:00,,,,\n"
    "A,T1,delivery,2026-03-04 12:00,,,,\n"
    "A,T1,assessment,2026-03-05 12:00,,,4,kind\n"
)


BAD = "A,T2,request,31-31-2026,,,,\n"
