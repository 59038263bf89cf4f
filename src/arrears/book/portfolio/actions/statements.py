"""The set-based statements of a load, written out. `%(day)s` is the business date everywhere."""

from __future__ import annotations

PARTIES_KNOWN = """
SELECT ref, id, coalesce(merged_into_id, id), kind, name_index, id_kind, id_index, birth_year, region,
       language
FROM portfolio_party
WHERE creditor_id = %s AND ref IN (SELECT json_array_elements_text(%s::json))
"""

PARTIES_OF_THIS_LOAD = """
SELECT ref, id, id, kind, name_index, id_kind, id_index, birth_year, region, language
FROM portfolio_party
WHERE creditor_id = %s AND id = ANY(%s)
"""

PARTIES_REMEMBER = """
INSERT INTO portfolio_partypast
    (creditor_id, party_id, name_sealed, id_kind, id_sealed, birth_year, region, replaced_on, replaced_at, by)
SELECT creditor_id, id, name_sealed, id_kind, id_sealed, birth_year, region, %(day)s, %(at)s, %(by)s
FROM portfolio_party WHERE id = ANY(%(ids)s)
"""

PARTIES_KEEP_APART = """
INSERT INTO portfolio_partyaudit AS a (creditor_id, party_id, sex)
SELECT DISTINCT ON (party_id) creditor_id, party_id, sex FROM stated_parties ORDER BY party_id, sex
ON CONFLICT (creditor_id, party_id) DO UPDATE SET sex = excluded.sex WHERE a.sex <> excluded.sex
"""

PARTIES_CHANGE = """
UPDATE portfolio_party t SET
    kind = s.kind, name_sealed = s.name_sealed, name_index = s.name_index,
    id_kind = CASE WHEN s.id_index = '' THEN t.id_kind ELSE s.id_kind END,
    id_sealed = CASE WHEN s.id_index = '' THEN t.id_sealed ELSE s.id_sealed END,
    id_index = CASE WHEN s.id_index = '' THEN t.id_index ELSE s.id_index END,
    birth_year = coalesce(s.birth_year, t.birth_year),
    region = coalesce(nullif(s.region, ''), t.region),
    language = coalesce(nullif(s.language, ''), t.language)
FROM changed_parties s WHERE t.id = s.id
"""

CONTACTS_KNOWN = """
SELECT party_id, value_index FROM portfolio_contactpoint
WHERE creditor_id = %s AND party_id = ANY(%s)
"""

ACCOUNT_NAMES = (
    "id",
    "number",
    "kind",
    "product",
    "currency",
    "opened_on",
    "debtor_id",
    "batch_id",
    "status",
    "placed_on",
    "terms",
    "figures",
    "figures_on",
)
ACCOUNTS_KNOWN = """
SELECT id, number, kind, product, currency, opened_on, debtor_id, batch_id, status, placed_on, terms, figures,
       figures_on
FROM portfolio_account
WHERE creditor_id = %s AND number IN (SELECT json_array_elements_text(%s::json))
"""

ACCOUNTS_STATED = """
UPDATE portfolio_account SET figures_on = %(day)s WHERE id = ANY(%(ids)s) AND figures_on < %(day)s
"""

# The reason of a placement that was replaced is the batch that took its place.
PLACEMENTS_REPLACED = """
INSERT INTO portfolio_placementpast
    (creditor_id, account_id, batch_id, placed_on, ended_on, how, reason, by)
SELECT a.creditor_id, a.id, a.batch_id, a.placed_on, %(day)s, 'replaced', b.code, %(by)s
FROM portfolio_account a JOIN changed_accounts s ON s.id = a.id JOIN portfolio_batch b ON b.id = s.batch_id
WHERE a.batch_id <> s.batch_id AND a.status = 'open'
"""

ACCOUNTS_CHANGE = """
UPDATE portfolio_account t SET
    kind = s.kind, product = s.product, terms = s.terms, debtor_id = s.debtor_id, batch_id = s.batch_id,
    opened_on = s.opened_on, placed_on = s.placed_on, status = 'open', status_reason = '', ended_on = NULL,
    figures_on = greatest(t.figures_on, %(day)s)
FROM changed_accounts s WHERE t.id = s.id
"""

ACCOUNTS_MISSING = """
SELECT a.number, count(*) OVER ()
FROM portfolio_account a
WHERE a.creditor_id = %s AND a.status = 'open'
  AND NOT EXISTS (SELECT FROM unnest(%s::bigint[]) s (id) WHERE s.id = a.id)
ORDER BY a.number LIMIT %s
"""

ITEMS_DIFFERENT = """
CREATE TEMP TABLE changed_items ON COMMIT DROP AS
SELECT i.id, s.due_on, s.principal_minor, s.interest_minor, s.fee_minor, s.penalty_minor, s.cost_minor,
       s.tax_minor
FROM incoming_items s
JOIN portfolio_item i
  ON i.creditor_id = %(creditor)s AND i.account_id = s.account_id AND i.sequence = s.sequence
WHERE i.due_on <> s.due_on OR i.principal_minor <> s.principal_minor OR i.interest_minor <> s.interest_minor
   OR i.fee_minor <> s.fee_minor OR i.penalty_minor <> s.penalty_minor OR i.cost_minor <> s.cost_minor
   OR i.tax_minor <> s.tax_minor
"""

ITEMS_LEFT_OUT = """
INSERT INTO changed_items
    (id, due_on, principal_minor, interest_minor, fee_minor, penalty_minor, cost_minor, tax_minor)
SELECT i.id, i.due_on, 0, 0, 0, 0, 0, 0
FROM portfolio_item i
WHERE i.creditor_id = %(creditor)s AND i.account_id = ANY(%(accounts)s)
  AND i.principal_minor + i.interest_minor + i.fee_minor + i.penalty_minor + i.cost_minor + i.tax_minor > 0
  AND NOT EXISTS (
      SELECT FROM incoming_items s WHERE s.account_id = i.account_id AND s.sequence = i.sequence
  )
"""

ITEMS_RESTATED = """
CREATE TEMP TABLE changed_items ON COMMIT DROP AS
SELECT id, due_on, principal_minor, interest_minor, fee_minor, penalty_minor, cost_minor, tax_minor
FROM portfolio_item
WHERE creditor_id = %(creditor)s AND account_id = ANY(%(accounts)s) AND counted_from < %(day)s
"""

ITEMS_REMEMBER = """
INSERT INTO portfolio_itempast
    (creditor_id, account_id, item_id, sequence, due_on, valid_from, valid_to, counted_from, replaced_at, by,
     principal_minor, interest_minor, fee_minor, penalty_minor, cost_minor, tax_minor)
SELECT i.creditor_id, i.account_id, i.id, i.sequence, i.due_on, i.valid_from, greatest(%(day)s, i.valid_from),
       i.counted_from, %(at)s, %(by)s,
       i.principal_minor, i.interest_minor, i.fee_minor, i.penalty_minor, i.cost_minor, i.tax_minor
FROM portfolio_item i JOIN changed_items s ON s.id = i.id
"""

ITEMS_CHANGE = """
UPDATE portfolio_item t SET
    due_on = s.due_on, principal_minor = s.principal_minor, interest_minor = s.interest_minor,
    fee_minor = s.fee_minor, penalty_minor = s.penalty_minor, cost_minor = s.cost_minor,
    tax_minor = s.tax_minor, valid_from = %(day)s,
    counted_from = CASE WHEN %(stated)s THEN %(day)s ELSE t.counted_from END
FROM changed_items s WHERE t.id = s.id
RETURNING t.account_id
"""

ITEMS_ADDED = """
WITH added AS (
    INSERT INTO portfolio_item
        (creditor_id, account_id, sequence, due_on, principal_minor, interest_minor, fee_minor, penalty_minor,
         cost_minor, tax_minor, valid_from, counted_from)
    SELECT %(creditor)s, s.account_id, s.sequence, s.due_on, s.principal_minor, s.interest_minor, s.fee_minor,
           s.penalty_minor, s.cost_minor, s.tax_minor, %(day)s, %(counted)s
    FROM incoming_items s
    WHERE NOT EXISTS (
        SELECT FROM portfolio_item i
        WHERE i.creditor_id = %(creditor)s AND i.account_id = s.account_id AND i.sequence = s.sequence
    )
    RETURNING account_id
)
SELECT account_id, count(*) FROM added GROUP BY account_id
"""

ROLES_STAGE = """
DROP TABLE IF EXISTS incoming_roles;
CREATE TEMP TABLE incoming_roles (
    account_id bigint, party_id bigint, role text, guarantor_kind text, since date, until date, proof text
) ON COMMIT DROP
"""

ROLES_MERGE = """
INSERT INTO portfolio_accountrole AS r
    (creditor_id, account_id, party_id, role, guarantor_kind, since, until, proof, added_on)
SELECT %(creditor)s, account_id, party_id, role, guarantor_kind, since, until, proof, %(day)s
FROM incoming_roles
ON CONFLICT (creditor_id, account_id, party_id, role) DO UPDATE SET
    guarantor_kind = coalesce(nullif(excluded.guarantor_kind, ''), r.guarantor_kind),
    since = coalesce(excluded.since, r.since),
    until = coalesce(excluded.until, r.until),
    proof = coalesce(nullif(excluded.proof, ''), r.proof),
    ended_on = NULL
WHERE r.ended_on IS NOT NULL
   OR (excluded.guarantor_kind <> '' AND excluded.guarantor_kind <> r.guarantor_kind)
   OR (excluded.since IS NOT NULL AND excluded.since IS DISTINCT FROM r.since)
   OR (excluded.until IS NOT NULL AND excluded.until IS DISTINCT FROM r.until)
   OR (excluded.proof <> '' AND excluded.proof <> r.proof)
"""

THINGS_STAGE = """
DROP TABLE IF EXISTS incoming_things;
CREATE TEMP TABLE incoming_things (
    creditor_id bigint, account_id bigint, ref text, kind text, description text, plate text,
    frame_number text, location_note text, value_minor bigint
) ON COMMIT DROP
"""

THINGS_MERGE = """
INSERT INTO portfolio_collateral AS c
    (creditor_id, account_id, ref, kind, description, plate, frame_number, location_note, value_minor, state)
SELECT creditor_id, account_id, ref, kind, description, plate, frame_number, location_note, value_minor,
       'with_debtor'
FROM incoming_things
ON CONFLICT (creditor_id, account_id, ref) DO UPDATE SET
    description = coalesce(nullif(excluded.description, ''), c.description),
    plate = coalesce(nullif(excluded.plate, ''), c.plate),
    frame_number = coalesce(nullif(excluded.frame_number, ''), c.frame_number),
    value_minor = coalesce(excluded.value_minor, c.value_minor)
WHERE (excluded.description <> '' AND excluded.description <> c.description)
   OR (excluded.plate <> '' AND excluded.plate <> c.plate)
   OR (excluded.frame_number <> '' AND excluded.frame_number <> c.frame_number)
   OR (excluded.value_minor IS NOT NULL AND excluded.value_minor IS DISTINCT FROM c.value_minor)
"""
