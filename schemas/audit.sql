-- An audit pack, version 1: one SQLite file with the log and what an auditor asks first. `entry`, `checkpoint` and
-- `pack` are the log itself (log.md), so that the pack is verified without us; all other tables are read from it.
-- Run a doubt (疑点) with the sqlite3 shell alone: sqlite3 FILE "SELECT * FROM d01_same_serial". audit.md explains.

PRAGMA user_version = 1;

CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE entry (seq INTEGER PRIMARY KEY, bytes TEXT NOT NULL);
CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, root BLOB NOT NULL, note TEXT NOT NULL);
CREATE TABLE pack (id INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE, bytes BLOB NOT NULL);

CREATE TABLE batch (
  entry INTEGER PRIMARY KEY, received_at TEXT, as_of TEXT, retailer TEXT, book TEXT, end_entry INTEGER, file TEXT,
  row_count INTEGER, approved INTEGER, rejected INTEGER, review INTEGER, returned INTEGER, invalid INTEGER,
  repeated INTEGER, amount_fen INTEGER);

-- One row a decided claim. Money is in fen, `who_…` are pseudonyms. More columns follow where the log knows more fields.
CREATE TABLE claim (
  entry INTEGER PRIMARY KEY, batch INTEGER, file_row INTEGER, retailer TEXT, claim_id TEXT, corrects INTEGER,
  latest INTEGER NOT NULL DEFAULT 1, kind TEXT, region TEXT, programme TEXT, rules TEXT, outcome TEXT,
  amount_fen INTEGER, reasons TEXT, counted_before TEXT,
  who_consumer_id TEXT, who_dwelling_id TEXT,
  applied_on TEXT, consumer_id_type TEXT, invoice_no TEXT, invoice_date TEXT, invoice_items INTEGER,
  invoice_reissued INTEGER, invoice_total_fen INTEGER, price_fen INTEGER, price_excl_tax_fen INTEGER,
  consumer_paid_fen INTEGER, subsidy_claimed_fen INTEGER, paid_before_fen INTEGER, title_is_consumer INTEGER,
  category TEXT, product TEXT, brand TEXT, model TEXT, gtin TEXT, serial_no TEXT, imei TEXT, efficiency_grade INTEGER,
  list_price_fen INTEGER, merchant_discount_fen INTEGER, bank_discount_fen INTEGER, old_item_value_fen INTEGER,
  other_coupon_fen INTEGER, channel TEXT, delivered_on TEXT, delivery_region TEXT, old_item_returned INTEGER,
  issuer_id TEXT, issuer_head_id TEXT, issuer_is_retailer INTEGER, issuer_head_is_retailer INTEGER,
  remark_names_serial INTEGER, remark_names_model INTEGER, qualified_at TEXT, redeemed_at TEXT,
  qualification_attempt INTEGER, order_items INTEGER, project TEXT, contract_no TEXT,
  old_vin TEXT, old_registered_on TEXT, old_owned_since TEXT, scrap_certificate_no TEXT, scrapped_on TEXT,
  deregistered_on TEXT, old_sold_on TEXT, used_car_invoice_no TEXT, new_vin TEXT, new_registered_on TEXT,
  new_transferred_on TEXT);

-- Claims that were taken back: nothing is or stays paid for them.
CREATE TABLE withdrawal (
  entry INTEGER PRIMARY KEY, claim INTEGER, ground TEXT, day TEXT, retailer TEXT, amount_fen INTEGER, received_at TEXT);

CREATE TABLE finding (entry INTEGER, position INTEGER, rule TEXT, outcome TEXT, detail TEXT, PRIMARY KEY (entry, position));
CREATE TABLE dictionary (table_name TEXT, column_name TEXT, zh TEXT, en TEXT, PRIMARY KEY (table_name, column_name));
CREATE TABLE doubt (number INTEGER PRIMARY KEY, view TEXT, title_zh TEXT, title_en TEXT, why_zh TEXT, why_en TEXT);

CREATE INDEX claim_by_serial ON claim (serial_no) WHERE serial_no IS NOT NULL;
CREATE INDEX claim_by_invoice ON claim (invoice_no) WHERE invoice_no IS NOT NULL;
CREATE INDEX withdrawal_of_claim ON withdrawal (claim);
CREATE INDEX claim_by_person ON claim (who_consumer_id);

-- The newest decision of each claim, where it was approved and not taken back: what is or will be paid.
CREATE VIEW approved AS
SELECT * FROM claim
WHERE outcome = 'approved' AND latest = 1 AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.claim = claim.entry);

CREATE VIEW d01_same_serial AS
SELECT serial_no, count(*) AS claims, sum(amount_fen) AS amount_fen, group_concat(entry) AS entries,
       count(DISTINCT retailer) AS retailers
FROM approved WHERE serial_no IS NOT NULL GROUP BY serial_no HAVING count(*) > 1;

CREATE VIEW d02_same_vehicle AS
SELECT vin, count(*) AS claims, group_concat(entry) AS entries, group_concat(DISTINCT role) AS roles
FROM (SELECT old_vin AS vin, entry, 'old' AS role FROM approved WHERE old_vin IS NOT NULL
      UNION ALL SELECT new_vin, entry, 'new' FROM approved WHERE new_vin IS NOT NULL)
GROUP BY vin HAVING count(*) > 1;

CREATE VIEW d03_same_invoice AS
SELECT invoice_no, count(*) AS claims, sum(amount_fen) AS amount_fen, group_concat(entry) AS entries
FROM approved WHERE invoice_no IS NOT NULL GROUP BY invoice_no HAVING count(*) > 1;

CREATE VIEW d04_same_old_car_paper AS
SELECT paper, number, count(*) AS claims, group_concat(entry) AS entries
FROM (SELECT 'scrap_certificate_no' AS paper, scrap_certificate_no AS number, entry FROM approved
      UNION ALL SELECT 'used_car_invoice_no', used_car_invoice_no, entry FROM approved)
WHERE number IS NOT NULL GROUP BY paper, number HAVING count(*) > 1;

CREATE VIEW d05_same_imei AS
SELECT imei, count(*) AS claims, group_concat(entry) AS entries
FROM approved WHERE imei IS NOT NULL GROUP BY imei HAVING count(*) > 1;

CREATE VIEW d06_same_dwelling AS
SELECT who_dwelling_id, count(*) AS claims, count(DISTINCT who_consumer_id) AS persons, sum(amount_fen) AS amount_fen,
       group_concat(entry) AS entries
FROM approved WHERE who_dwelling_id IS NOT NULL GROUP BY who_dwelling_id HAVING count(*) > 1;

CREATE VIEW d07_person_and_category AS
SELECT who_consumer_id, kind, category, count(*) AS claims, sum(amount_fen) AS amount_fen, group_concat(entry) AS entries
FROM approved WHERE who_consumer_id IS NOT NULL GROUP BY who_consumer_id, kind, category HAVING count(*) > 1;

CREATE VIEW d08_many_claims_of_one_person AS
SELECT who_consumer_id, count(*) AS claims, count(DISTINCT kind) AS kinds, sum(amount_fen) AS amount_fen,
       group_concat(entry) AS entries
FROM approved WHERE who_consumer_id IS NOT NULL GROUP BY who_consumer_id HAVING count(*) >= 5;

CREATE VIEW d09_one_person_in_several_cities AS
SELECT who_consumer_id, count(DISTINCT substr(region, 1, 4)) AS cities, group_concat(DISTINCT region) AS regions,
       group_concat(entry) AS entries
FROM approved WHERE who_consumer_id IS NOT NULL GROUP BY who_consumer_id HAVING count(DISTINCT substr(region, 1, 4)) > 1;

CREATE VIEW d10_device_at_several_retailers AS
SELECT serial_no, count(DISTINCT retailer) AS retailers, group_concat(entry || ':' || outcome) AS entries
FROM claim WHERE serial_no IS NOT NULL AND latest = 1 GROUP BY serial_no HAVING count(DISTINCT retailer) > 1;

CREATE VIEW d11_sum_above_the_price AS
SELECT entry, retailer, claim_id, price_fen, amount_fen, coalesce(paid_before_fen, 0) AS paid_before_fen,
       coalesce(other_coupon_fen, 0) AS other_coupon_fen
FROM approved
WHERE amount_fen + coalesce(paid_before_fen, 0) + coalesce(other_coupon_fen, 0) + coalesce(consumer_paid_fen, 0) >
      max(coalesce(invoice_total_fen, price_fen), price_fen);

CREATE VIEW d12_shop_claims_another_sum AS
SELECT entry, retailer, claim_id, subsidy_claimed_fen, amount_fen, amount_fen - subsidy_claimed_fen AS difference_fen
FROM approved WHERE subsidy_claimed_fen IS NOT NULL AND subsidy_claimed_fen <> amount_fen;

CREATE VIEW d13_unusual_rate AS
WITH rates AS (
  SELECT entry, retailer, claim_id, programme, category, price_fen, amount_fen,
         (amount_fen * 1000 + price_fen / 2) / price_fen AS per_mille
  FROM approved WHERE price_fen > 0),
usual AS (
  SELECT programme, category, per_mille, count(*) AS claims, sum(count(*)) OVER (PARTITION BY programme, category) AS of_all
  FROM rates GROUP BY programme, category, per_mille)
SELECT r.*, u.claims, u.of_all FROM rates r JOIN usual u USING (programme, category, per_mille)
WHERE u.of_all >= 20 AND u.claims * 50 < u.of_all
  AND r.amount_fen < (SELECT max(amount_fen) FROM rates m WHERE m.programme = r.programme AND m.category IS r.category);

CREATE VIEW d14_price_just_under_the_highest AS
WITH highest AS (
  SELECT programme, category, max(price_fen) AS highest_fen, count(*) AS claims FROM approved GROUP BY programme, category)
SELECT a.retailer, a.programme, a.category, h.highest_fen, count(*) AS close, group_concat(a.entry) AS entries
FROM approved a JOIN highest h ON h.programme = a.programme AND h.category IS a.category
WHERE h.claims >= 20 AND a.price_fen * 100 >= h.highest_fen * 99
GROUP BY a.retailer, a.programme, a.category HAVING count(*) >= 3;

CREATE VIEW d15_share_at_the_cap AS
WITH caps AS (
  SELECT programme, category, max(amount_fen) AS cap_fen FROM approved GROUP BY programme, category),
shares AS (
  SELECT a.retailer, a.programme, a.category, c.cap_fen, count(*) AS claims, sum(a.amount_fen = c.cap_fen) AS at_cap
  FROM approved a JOIN caps c ON c.programme = a.programme AND c.category IS a.category
  GROUP BY a.retailer, a.programme, a.category)
SELECT *, at_cap * 100 / claims AS percent FROM shares WHERE claims >= 10 AND at_cap * 2 > claims;

CREATE VIEW d16_paper_later_than_the_claim AS
SELECT entry, retailer, claim_id, kind, applied_on, paper, day
FROM (SELECT entry, retailer, claim_id, kind, applied_on, 'invoice_date' AS paper, invoice_date AS day FROM approved
      UNION ALL SELECT entry, retailer, claim_id, kind, applied_on, 'scrapped_on', scrapped_on FROM approved
      UNION ALL SELECT entry, retailer, claim_id, kind, applied_on, 'deregistered_on', deregistered_on FROM approved
      UNION ALL SELECT entry, retailer, claim_id, kind, applied_on, 'old_sold_on', old_sold_on FROM approved
      UNION ALL SELECT entry, retailer, claim_id, kind, applied_on, 'new_registered_on', new_registered_on FROM approved
      UNION ALL SELECT entry, retailer, claim_id, kind, applied_on, 'delivered_on', delivered_on FROM approved
      UNION ALL SELECT entry, retailer, claim_id, kind, applied_on, 'redeemed_at', substr(redeemed_at, 1, 10) FROM approved)
WHERE day > applied_on;

CREATE VIEW d17_coupon_and_invoice_on_other_days AS
SELECT entry, retailer, claim_id, qualified_at, redeemed_at, invoice_date
FROM approved
WHERE redeemed_at < qualified_at OR substr(redeemed_at, 1, 10) <> invoice_date OR substr(qualified_at, 1, 10) > invoice_date;

CREATE VIEW d18_used_at_night AS
SELECT retailer, date(redeemed_at, '-6 hours') AS night, count(*) AS claims, sum(amount_fen) AS amount_fen,
       group_concat(entry) AS entries
FROM approved WHERE substr(redeemed_at, 12, 5) >= '23:00' OR substr(redeemed_at, 12, 5) < '06:00'
GROUP BY retailer, night HAVING count(*) >= 3;

CREATE VIEW d19_many_in_ten_minutes AS
SELECT retailer, substr(redeemed_at, 1, 15) || '0' AS from_minute, count(*) AS claims, sum(amount_fen) AS amount_fen,
       group_concat(entry) AS entries
FROM approved WHERE redeemed_at IS NOT NULL GROUP BY retailer, from_minute HAVING count(*) >= 5;

CREATE VIEW d20_used_as_soon_as_taken AS
SELECT retailer, count(*) AS claims, group_concat(entry) AS entries
FROM approved
WHERE (julianday(redeemed_at) - julianday(qualified_at)) * 1440 BETWEEN 0 AND 2.01
GROUP BY retailer HAVING count(*) >= 3;

-- Median list price of a retailer's model, week by week (weeks begin on Monday).
CREATE VIEW weekly_price AS
WITH ranked AS (
  SELECT retailer, model, date(invoice_date, '-6 days', 'weekday 1') AS week, coalesce(list_price_fen, price_fen) AS fen,
         row_number() OVER (PARTITION BY retailer, model, date(invoice_date, '-6 days', 'weekday 1')
                            ORDER BY coalesce(list_price_fen, price_fen)) AS place,
         count(*) OVER (PARTITION BY retailer, model, date(invoice_date, '-6 days', 'weekday 1')) AS claims
  FROM claim WHERE latest = 1 AND model IS NOT NULL AND invoice_date IS NOT NULL)
SELECT retailer, model, week, claims, fen AS median_fen FROM ranked WHERE place = (claims + 1) / 2;

CREATE VIEW d21_price_raised AS
WITH steps AS (
  SELECT *, lag(median_fen) OVER (PARTITION BY retailer, model ORDER BY week) AS before_fen,
         lag(week) OVER (PARTITION BY retailer, model ORDER BY week) AS before_week,
         lag(claims) OVER (PARTITION BY retailer, model ORDER BY week) AS before_claims
  FROM weekly_price)
SELECT retailer, model, before_week, week, before_fen, median_fen, (median_fen - before_fen) * 100 / before_fen AS percent
FROM steps WHERE before_fen > 0 AND claims >= 2 AND before_claims >= 2 AND median_fen * 100 >= before_fen * 110;

CREATE VIEW d22_dearer_than_elsewhere AS
WITH own AS (
  SELECT retailer, model, count(*) AS claims, sum(price_fen) / count(*) AS mean_fen
  FROM approved WHERE model IS NOT NULL GROUP BY retailer, model),
others AS (
  SELECT o.retailer, o.model, o.claims, o.mean_fen,
         (SELECT sum(x.mean_fen * x.claims) / sum(x.claims) FROM own x WHERE x.model = o.model AND x.retailer <> o.retailer)
           AS elsewhere_fen
  FROM own o)
SELECT *, (mean_fen - elsewhere_fen) * 100 / elsewhere_fen AS percent
FROM others WHERE claims >= 3 AND elsewhere_fen > 0 AND mean_fen * 100 >= elsewhere_fen * 120;

-- Of prices that grew by themselves about 30 in 100 begin with 1 and 5 in 100 with 9 (Newcomb and Benford).
CREATE VIEW d23_first_digits AS
WITH expected (digit, per_mille) AS (
  VALUES (1, 301), (2, 176), (3, 125), (4, 97), (5, 79), (6, 67), (7, 58), (8, 51), (9, 46)),
shops AS (SELECT retailer, count(*) AS claims FROM approved WHERE price_fen > 0 GROUP BY retailer HAVING count(*) >= 100)
SELECT s.retailer, e.digit, s.claims, e.per_mille AS expected_per_mille,
       (SELECT count(*) FROM approved a WHERE a.retailer = s.retailer AND a.price_fen > 0
          AND substr(a.price_fen, 1, 1) = CAST(e.digit AS TEXT)) * 1000 / s.claims AS seen_per_mille
FROM shops s, expected e;

CREATE VIEW d24_round_prices AS
SELECT retailer, count(*) AS claims, sum(price_fen % 10000 = 0) AS whole_hundreds,
       sum(price_fen % 10000 = 0) * 100 / count(*) AS percent
FROM approved WHERE price_fen > 0 GROUP BY retailer
HAVING count(*) >= 20 AND sum(price_fen % 10000 = 0) * 5 > count(*);

CREATE VIEW d25_correction_changed_the_price AS
SELECT c.entry, c.corrects, c.retailer, c.claim_id, b.price_fen AS before_fen, c.price_fen AS after_fen, c.outcome, c.amount_fen
FROM claim c JOIN claim b ON b.entry = c.corrects
WHERE c.price_fen IS NOT b.price_fen OR c.invoice_total_fen IS NOT b.invoice_total_fen;

CREATE VIEW d26_correction_changed_the_goods AS
SELECT c.entry, c.corrects, c.retailer, c.claim_id, c.outcome,
       trim(CASE WHEN c.who_consumer_id IS NOT b.who_consumer_id THEN 'consumer ' ELSE '' END ||
            CASE WHEN c.serial_no IS NOT b.serial_no THEN 'serial_no ' ELSE '' END ||
            CASE WHEN c.model IS NOT b.model THEN 'model ' ELSE '' END ||
            CASE WHEN c.category IS NOT b.category THEN 'category ' ELSE '' END ||
            CASE WHEN c.efficiency_grade IS NOT b.efficiency_grade THEN 'efficiency_grade ' ELSE '' END ||
            CASE WHEN c.invoice_no IS NOT b.invoice_no THEN 'invoice_no ' ELSE '' END ||
            CASE WHEN c.new_vin IS NOT b.new_vin THEN 'new_vin ' ELSE '' END ||
            CASE WHEN c.old_vin IS NOT b.old_vin THEN 'old_vin' ELSE '' END) AS changed
FROM claim c JOIN claim b ON b.entry = c.corrects WHERE changed <> '';

CREATE VIEW d27_batch_sums AS
SELECT b.entry, b.retailer, b.amount_fen, coalesce(c.amount_fen, 0) AS of_claims_fen, b.approved, coalesce(c.approved, 0) AS approved_claims,
       b.end_entry
FROM batch b
LEFT JOIN (SELECT batch, sum(amount_fen) AS amount_fen, sum(outcome = 'approved') AS approved FROM claim GROUP BY batch) c
  ON c.batch = b.entry
WHERE b.end_entry IS NULL OR b.amount_fen <> coalesce(c.amount_fen, 0) OR b.approved <> coalesce(c.approved, 0);

CREATE VIEW d28_issuer_is_another AS
SELECT entry, retailer, claim_id, issuer_id, issuer_head_id, issuer_head_is_retailer, amount_fen
FROM approved WHERE issuer_is_retailer = 0;

CREATE VIEW d29_invoice_does_not_tie AS
SELECT entry, retailer, claim_id, title_is_consumer, remark_names_serial, remark_names_model, amount_fen
FROM approved WHERE title_is_consumer = 0 OR (remark_names_serial = 0 AND coalesce(remark_names_model, 0) = 0);

CREATE VIEW d30_invoices_in_a_row AS
WITH ordered AS (
  SELECT entry, retailer, invoice_date, invoice_no, who_consumer_id,
         CAST(substr(invoice_no, -12) AS INTEGER) AS tail,
         lag(CAST(substr(invoice_no, -12) AS INTEGER)) OVER day AS before_tail, lag(entry) OVER day AS before_entry,
         lag(who_consumer_id) OVER day AS before_person
  FROM approved WHERE invoice_no IS NOT NULL
  WINDOW day AS (PARTITION BY retailer, invoice_date, substr(invoice_no, 1, length(invoice_no) - 12) ORDER BY substr(invoice_no, -12)))
SELECT retailer, invoice_date, count(*) AS pairs, group_concat(before_entry || '-' || entry) AS entries
FROM ordered WHERE tail = before_tail + 1 AND who_consumer_id IS NOT before_person GROUP BY retailer, invoice_date HAVING count(*) >= 3;

INSERT INTO doubt (number, view, title_zh, title_en, why_zh, why_en) VALUES
(1, 'd01_same_serial', '同一序列号多次批准', 'one serial number approved more than once', '一台设备只能补贴一次', 'a device is subsidised once'),
(2, 'd02_same_vehicle', '同一车架号多次出现', 'one VIN in several approved claims', '一辆旧车或新车不应支持两份申领', 'one car should carry one claim'),
(3, 'd03_same_invoice', '同一发票号多次批准', 'one invoice approved more than once', '一张发票只用一次', 'an invoice counts once'),
(4, 'd04_same_old_car_paper', '同一报废证明或二手车发票多次使用', 'one scrap certificate or used-car invoice used again', '旧车凭证只对应一份申领', 'an old car''s paper belongs to one claim'),
(5, 'd05_same_imei', '同一 IMEI 多次批准', 'one IMEI approved more than once', '序列号可能被改写而 IMEI 未改', 'a serial number may be altered while the IMEI stays'),
(6, 'd06_same_dwelling', '同一住宅多次批准', 'one dwelling approved more than once', '住宅限额可能被多人分摊规避', 'several persons may share out a dwelling''s limit'),
(7, 'd07_person_and_category', '同一人同一品类多件', 'one person, one category, several items', '与每人每类限额比对', 'to be held against the limit a person and category'),
(8, 'd08_many_claims_of_one_person', '一人申领过多', 'many claims of one person', '可能借用他人名义或代购', 'borrowed names or buying for resale'),
(9, 'd09_one_person_in_several_cities', '一人在多个城市', 'one person in several cities', '各地限额可能被重复享受', 'limits of several places may have been used'),
(10, 'd10_device_at_several_retailers', '同一设备在多家企业申报', 'one device filed by several retailers', '货物可能在企业之间流转套补', 'goods may travel between shops'),
(11, 'd11_sum_above_the_price', '实付与各项补贴之和超过发票', 'payment and subsidies exceed the invoice', '同一笔购买可能重复补贴', 'one purchase may be subsidised twice'),
(12, 'd12_shop_claims_another_sum', '企业申报额与核定额不同', 'the shop claimed another sum', '企业可能按自己的口径垫付', 'the shop may have granted by a rule of its own'),
(13, 'd13_unusual_rate', '补贴比例少见', 'a rate that is rare in its programme', '与同项目其他申领的比例不一致', 'unlike the other claims of the programme'),
(14, 'd14_price_just_under_the_highest', '价格集中在最高价之下', 'prices just under the highest', '可能为不超限价而改价', 'prices may be set to stay under a ceiling'),
(15, 'd15_share_at_the_cap', '补贴额达到上限的比例高', 'a large share at the cap', '可能虚高定价以领满补贴', 'prices may be raised to draw the full sum'),
(16, 'd16_paper_later_than_the_claim', '凭证日期晚于申请', 'a paper later than the claim', '申请时凭证尚不存在', 'the paper did not exist yet'),
(17, 'd17_coupon_and_invoice_on_other_days', '核销与开票日期不符', 'coupon and invoice on different days', '交易可能是事后补做的', 'the sale may have been made up later'),
(18, 'd18_used_at_night', '夜间集中核销', 'coupons used at night', '无人购物的时间', 'hours at which nobody shops'),
(19, 'd19_many_in_ten_minutes', '十分钟内集中核销', 'many coupons in ten minutes', '可能批量刷单', 'sales may be made up in bulk'),
(20, 'd20_used_as_soon_as_taken', '领取后立即核销', 'used within two minutes', '可能由企业代领代用', 'the shop may act for the consumer'),
(21, 'd21_price_raised', '标价周环比上涨一成以上', 'list price up by a tenth in a week', '先涨价后补贴', 'prices raised before the subsidy'),
(22, 'd22_dearer_than_elsewhere', '同型号均价高于他处两成', 'a fifth dearer than elsewhere', '同型号价格应当相近', 'one model should cost about the same'),
(23, 'd23_first_digits', '价格首位数字分布', 'first digits of prices', '编造的价格偏离自然分布', 'made-up prices stray from the natural shares'),
(24, 'd24_round_prices', '整百元价格占比高', 'many prices in whole hundreds', '编造的价格常为整数', 'made-up prices are often round'),
(25, 'd25_correction_changed_the_price', '补正改动了价格', 'a correction changed the price', '补正应补材料而非改价', 'a correction supplies papers, not prices'),
(26, 'd26_correction_changed_the_goods', '补正改动了货物或人', 'a correction changed goods or person', '可能以新换旧顶替申领', 'another sale may have taken the claim''s place'),
(27, 'd27_batch_sums', '批次合计不符或未结束', 'batch sums differ, or no end', '批次合计应等于各条目之和', 'a batch''s sum is that of its entries'),
(28, 'd28_issuer_is_another', '开票方不是申报企业', 'the invoice is another firm''s', '可能借用发票', 'invoices may be borrowed'),
(29, 'd29_invoice_does_not_tie', '发票与人或货无法对应', 'the invoice ties to neither person nor goods', '发票抬头和备注应指明人和货', 'title and remark should name both'),
(30, 'd30_invoices_in_a_row', '同日连号发票', 'invoices in a row on one day', '连号开给不同的人，可能集中虚开', 'a run of invoices to different persons');

INSERT INTO dictionary (table_name, column_name, zh, en) VALUES
('about', '', '本包的来源', 'where this pack comes from'), ('about', 'name', '名称', 'name'), ('about', 'value', '内容', 'value'),
('entry', '', '日志条目，原样', 'the log''s entries, as they are'), ('entry', 'seq', '编号，从 0 起', 'number, from 0'), ('entry', 'bytes', '条目的字节', 'the entry''s bytes'),
('checkpoint', '', '签名检查点', 'signed checkpoints'), ('checkpoint', 'size', '条目数', 'entries'), ('checkpoint', 'root', '树根', 'root of the tree'), ('checkpoint', 'note', '签名文本', 'the signed note'),
('pack', '', '规则包与申领种类', 'rule packs, books and claim kinds'), ('pack', 'id', '序号', 'number'), ('pack', 'sha256', '内容的 SHA-256', 'SHA-256 of its bytes'), ('pack', 'bytes', '内容', 'its bytes'),
('batch', '', '批次', 'batches'), ('batch', 'entry', '开始的条目', 'the entry that begins it'), ('batch', 'received_at', '接收时间（北京时间）', 'received at (+08:00)'), ('batch', 'as_of', '规则截止发布日', 'rules as published by this day'), ('batch', 'retailer', '参与企业', 'retailer'), ('batch', 'book', '规则目录的 SHA-256', 'SHA-256 of the book of rules'), ('batch', 'end_entry', '结束的条目，无则中断', 'the entry that ends it; none: interrupted'), ('batch', 'file', '文件的 SHA-256', 'SHA-256 of the file'), ('batch', 'row_count', '行数', 'rows'), ('batch', 'approved', '通过', 'approved'), ('batch', 'rejected', '不予补贴', 'rejected'), ('batch', 'review', '人工审核', 'review'), ('batch', 'returned', '退回补正', 'returned'), ('batch', 'invalid', '无效行', 'invalid rows'), ('batch', 'repeated', '重复行', 'repeated rows'), ('batch', 'amount_fen', '补贴合计（分）', 'subsidy in all, fen'),
('claim', '', '审核决定，每次一行', 'decided claims, one row a decision'), ('claim', 'entry', '日志条目', 'entry of the log'), ('claim', 'batch', '批次的条目', 'entry of its batch'), ('claim', 'file_row', '文件中的行', 'row in the file'), ('claim', 'retailer', '参与企业', 'retailer'), ('claim', 'claim_id', '申领编号', 'claim number'), ('claim', 'corrects', '所更正的条目', 'the entry that it corrects'), ('claim', 'latest', '1：该申领最新的决定', '1: the newest decision of the claim'), ('claim', 'kind', '申领种类', 'claim kind'), ('claim', 'region', '区划', 'region'), ('claim', 'programme', '补贴项目', 'programme'), ('claim', 'rules', '规则包的 SHA-256', 'SHA-256 of its rule pack'), ('claim', 'outcome', '审核结果', 'outcome'), ('claim', 'amount_fen', '核定补贴（分）', 'subsidy granted, fen'), ('claim', 'reasons', '未通过的核验项', 'rules that did not pass'), ('claim', 'counted_before', '各限额此前的计数', 'counts of the limits before'), ('claim', 'who_consumer_id', '消费者证件号码（假名）', 'consumer id number (pseudonym)'), ('claim', 'who_dwelling_id', '住宅（假名）', 'dwelling (pseudonym)'),
('withdrawal', '', '撤回', 'withdrawals'), ('withdrawal', 'entry', '日志条目', 'entry of the log'), ('withdrawal', 'claim', '所撤回的申领条目', 'the claim''s entry'), ('withdrawal', 'ground', '原因', 'ground'), ('withdrawal', 'day', '企业所报日期', 'the day that the retailer names'), ('withdrawal', 'retailer', '参与企业', 'retailer'), ('withdrawal', 'amount_fen', '应退补贴（分）', 'subsidy owed back, fen'), ('withdrawal', 'received_at', '接收时间（北京时间）', 'received at (+08:00)'),
('finding', '', '核验结论', 'findings'), ('finding', 'entry', '日志条目', 'entry of the log'), ('finding', 'position', '次序', 'order'), ('finding', 'rule', '核验项', 'rule'), ('finding', 'outcome', '结果', 'outcome'), ('finding', 'detail', '缺少的字段或原因', 'what was missing, or why'),
('dictionary', '', '数据字典', 'this dictionary'), ('dictionary', 'table_name', '表', 'table'), ('dictionary', 'column_name', '列，空为表本身', 'column; empty: the table'), ('dictionary', 'zh', '中文', 'Chinese'), ('dictionary', 'en', '英文', 'English'),
('doubt', '', '疑点', 'doubts'), ('doubt', 'number', '编号', 'number'), ('doubt', 'view', '视图', 'its view'), ('doubt', 'title_zh', '名称', 'title in Chinese'), ('doubt', 'title_en', '英文名称', 'title'), ('doubt', 'why_zh', '原因', 'why, in Chinese'), ('doubt', 'why_en', '英文原因', 'why');
