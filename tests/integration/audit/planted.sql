-- One finding for each of the 30 doubts, in the tables of schemas/audit.sql. Numbers and shops are made up.
INSERT INTO claim (entry, retailer, claim_id, kind, region, programme, outcome, amount_fen, price_fen, serial_no) VALUES
  (1, 'A', 'a1', 'digital', '370100', 'p', 'approved', 100, 1000, 'S1'), (2, 'B', 'b1', 'digital', '370100', 'p', 'approved', 100, 1000, 'S1');
INSERT INTO claim (entry, retailer, claim_id, kind, outcome, amount_fen, old_vin, new_vin) VALUES
  (3, 'A', 'a3', 'car-scrap', 'approved', 1, 'V1', 'V2'), (4, 'A', 'a4', 'car-scrap', 'approved', 1, 'V3', 'V1');
INSERT INTO claim (entry, retailer, claim_id, outcome, amount_fen, invoice_no, scrap_certificate_no, imei) VALUES
  (5, 'A', 'a5', 'approved', 1, '25370000000000000001', 'C1', '86'), (6, 'A', 'a6', 'approved', 1, '25370000000000000001', 'C1', '86');
INSERT INTO claim (entry, retailer, claim_id, kind, category, region, outcome, amount_fen, who_consumer_id, who_dwelling_id)
  SELECT 10 + value, 'A', 'p' || value, 'renovation', 'bath', CASE value WHEN 1 THEN '140100' ELSE '140200' END, 'approved', 1, 'W1', 'D1'
  FROM json_each('[1,2,3,4,5]');
-- Payment and subsidy above the invoice; another sum claimed; papers later; days that differ; another issuer; no tie.
INSERT INTO claim (entry, retailer, claim_id, outcome, amount_fen, price_fen, invoice_total_fen, consumer_paid_fen, subsidy_claimed_fen,
                   applied_on, invoice_date, delivered_on, qualified_at, redeemed_at, issuer_is_retailer, title_is_consumer)
VALUES (20, 'A', 'a20', 'approved', 200, 1000, 1000, 900, 150, '2025-05-01', '2025-04-30', '2025-05-02', '2025-04-30T09:00', '2025-05-01T09:00', 0, 0);
-- Forty claims at the usual rate of one price; one at a rare rate; three of a shop close to the highest price, all at the cap.
INSERT INTO claim (entry, retailer, claim_id, programme, category, outcome, amount_fen, price_fen)
  WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60) SELECT 100 + i, 'C', 'c' || i, 'q', 'phone', 'approved', 15000, 100000 FROM n;
INSERT INTO claim (entry, retailer, claim_id, programme, category, outcome, amount_fen, price_fen) VALUES
  (200, 'C', 'c200', 'q', 'phone', 'approved', 9000, 100000),
  (201, 'D', 'd1', 'q', 'phone', 'approved', 50000, 600000), (202, 'D', 'd2', 'q', 'phone', 'approved', 50000, 599900), (203, 'D', 'd3', 'q', 'phone', 'approved', 50000, 599500);
INSERT INTO claim (entry, retailer, claim_id, programme, category, outcome, amount_fen, price_fen)
  WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12) SELECT 210 + i, 'E', 'e' || i, 'q', 'phone', 'approved', 50000, 400000 FROM n;
-- Five coupons in ten minutes of one night, each used as soon as it was taken, on invoices in a row to different persons.
INSERT INTO claim (entry, retailer, claim_id, outcome, amount_fen, who_consumer_id, invoice_no, invoice_date, qualified_at, redeemed_at)
  SELECT 300 + value, 'F', 'f' || value, 'approved', 1, 'X' || value, '2537000000000000002' || value, '2025-06-01',
         '2025-06-01T02:1' || value, '2025-06-01T02:1' || value FROM json_each('[1,2,3,4,5]');
-- A list price that rises from one week to the next, and a model that is dearer than elsewhere.
INSERT INTO claim (entry, retailer, claim_id, model, outcome, amount_fen, price_fen, list_price_fen, invoice_date) VALUES
  (400, 'G', 'g1', 'M1', 'approved', 1, 100100, 100100, '2025-01-06'), (401, 'G', 'g2', 'M1', 'approved', 1, 100100, 100100, '2025-01-12'),
  (402, 'G', 'g3', 'M1', 'approved', 1, 120100, 120100, '2025-01-13'), (403, 'G', 'g4', 'M1', 'approved', 1, 120100, 120100, '2025-01-19'),
  (404, 'H', 'h1', 'M1', 'approved', 1, 60100, 60100, '2025-01-06');
-- A hundred prices, all round and all beginning with 4.
INSERT INTO claim (entry, retailer, claim_id, outcome, amount_fen, price_fen)
  WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT 500 + i, 'I', 'i' || i, 'approved', 1, 400000 FROM n;
-- A correction that changed price and goods, and a batch whose sum is not that of its claims.
INSERT INTO claim (entry, batch, retailer, claim_id, outcome, amount_fen, price_fen, serial_no, latest) VALUES (700, 699, 'J', 'j1', 'returned', 0, 1000, 'T1', 0);
INSERT INTO claim (entry, batch, retailer, claim_id, corrects, outcome, amount_fen, price_fen, serial_no) VALUES (701, 699, 'J', 'j1', 700, 'approved', 150, 2000, 'T2');
INSERT INTO batch (entry, retailer, end_entry, amount_fen, approved) VALUES (699, 'J', 702, 151, 1);
