-- A book that no creditor has: one statement for each table of a snapshot, numbers from hashes of the row.
-- $accounts, $instalments and $each (instalments of an account) are whole numbers, $day is a date.

-- accounts
SELECT 1 + (i * 9 // 10) % 5 AS creditor_id, i + 1 AS account_id, i * 9 // 10 + 1 AS debtor_id,
       ['card', 'loan', 'lease', 'invoice'][1 + (hash(i) % 4)::INT] AS kind, 'standard' AS product,
       CASE WHEN hash(i + 8) % 50 = 0 THEN 'USD' ELSE 'CNY' END AS currency,
       DATE '$day' - 400 - (hash(i + 1) % 900)::INT AS opened_on,
       DATE '$day' - (hash(i + 2) % 200)::INT AS placed_on,
       CASE WHEN hash(i + 9) % 200 = 0 THEN 'closed' ELSE 'open' END AS status, '440000' AS region,
       (hash(i + 3) % 3 = 0)::INT AS guarantors,
       CASE WHEN hash(i) % 4 = 3 THEN 'company' ELSE 'person' END AS debtor_kind,
       hash(i + 4) % 20 = 0 AS lost_contact, (hash(i + 5) % 3)::INT AS phones_valid,
       (hash(i + 6) % 2)::INT AS emails_valid, (hash(i + 7) % 4 > 0)::INT AS addresses_valid
FROM range($accounts) t(i)
;
-- items
SELECT i // $each + 1 AS account_id, i + 1 AS item_id,
       DATE '$day' - (hash(i // $each + 1) % 150)::INT + ((i % $each) * 30)::INT - 30 AS due_on,
       p + p // 10 + p // 50 AS billed_minor,
       CASE WHEN kept < 25 THEN p + p // 10 + p // 50 WHEN kept < 35 THEN p // 3 ELSE 0 END AS paid_minor,
       CASE WHEN kept < 25 THEN 0 WHEN kept < 35 THEN p - p // 3 ELSE p END AS owed_principal,
       CASE WHEN kept < 25 THEN 0 ELSE p // 50 END AS owed_penalty
FROM (
    SELECT i, (hash(i) % 200000 + 10000)::BIGINT AS p, hash(i + 9) % 100 AS kept FROM range($instalments) t(i)
)
;
-- receipts
SELECT (hash(i) % $accounts + 1)::BIGINT AS account_id, i AS entry_id,
       DATE '$day' - (hash(i + 3) % 380)::INT AS effective_on, (hash(i + 5) % 100000)::BIGINT AS amount_minor
FROM range($accounts // 2) t(i)
;
-- gate
SELECT 1 AS creditor_id, i * 20 + 1 AS debtor_id, hash(i) % 5 = 0 AS stopped,
       CASE WHEN hash(i) % 5 = 0 THEN ['dispute_written'] ELSE []::VARCHAR[] END AS stop_kinds,
       0 AS connected_today, []::VARCHAR[] AS opted_out_channels
FROM range($accounts // 25) t(i)
;
-- contact
SELECT 1 AS creditor_id, i * 2 + 1 AS debtor_id, (hash(i) % 6)::INT AS attempts_7,
       (hash(i) % 20)::INT AS attempts_30, (hash(i + 1) % 5)::INT AS reached_30,
       DATE '$day' - 1 - (hash(i + 2) % 30)::INT AS last_attempt_on,
       CASE WHEN hash(i + 3) % 2 = 0 THEN DATE '$day' - 1 - (hash(i + 2) % 60)::INT END AS last_reached_on,
       ['no_answer', 'promised', 'refused', 'reached_debtor', 'left_message'][1 + (hash(i) % 5)::INT] AS last_outcome
FROM range($accounts // 4) t(i)
;
-- promises
SELECT 1 AS creditor_id, i * 10 + 1 AS account_id, (hash(i) % 3 = 0)::INT AS open_promises,
       CASE WHEN hash(i) % 3 = 0 THEN DATE '$day' - 3 + (hash(i + 1) % 10)::INT END AS open_due_on,
       (hash(i + 2) % 3)::INT AS kept, 0 AS partly_kept, (hash(i + 3) % 2)::INT AS late,
       (hash(i + 4) % 3)::INT AS broken,
       CASE WHEN hash(i + 4) % 3 > 0 THEN DATE '$day' - 1 - (hash(i + 5) % 60)::INT END AS last_broken_on,
       hash(i + 6) % 40 = 0 AS plan_active
FROM range($accounts // 10) t(i)
;
-- care
SELECT 1 AS creditor_id, i * 30 + 1 AS debtor_id, hash(i) % 10 = 0 AS disputed,
       hash(i + 1) % 10 = 0 AS hardship, hash(i + 2) % 20 = 0 AS vulnerable, hash(i + 3) % 50 = 0 AS complaint_open,
       ['forgot', 'cash_flow', 'inertia', 'malice', 'business_distress'][1 + (hash(i) % 5)::INT] AS reason
FROM range($accounts // 40) t(i)
;
-- stops
SELECT 1 AS creditor_id, i * 20 + 1 AS debtor_id, []::VARCHAR[] AS debts,
       ['opt_out', 'complaint', 'illness'][1 + (hash(i) % 3)::INT] AS kind,
       CASE WHEN hash(i) % 3 = 0 THEN 'sms' END AS channel,
       epoch(DATE '$day' - 3)::BIGINT AS since, NULL::BIGINT AS until
FROM range($accounts // 50) t(i)
;
-- contacts
SELECT 1 AS creditor_id, i // 2 * 10 + 1 AS debtor_id, i AS contact_no,
       epoch(DATE '$day' - (hash(i) % 6)::INT)::BIGINT + 36000 AS at, true AS own, 'call' AS channel,
       'out' AS direction, ['no_answer', 'conversation'][1 + (hash(i + 1) % 2)::INT] AS result,
       'interactive' AS call_kind, 'house' AS lender_group, 'house' AS operator, []::VARCHAR[] AS debts
FROM range($accounts // 20) t(i)
