#include "engine/claim/row_errors.hpp"

#include <fmt/format.h>

#include <array>

#include "engine/base/assert.hpp"

namespace tradein {
namespace {

using Code = RowErrorCode;

// In the order of the enumeration (asserted by a test). {0} label of the field, {1} detail.
constexpr std::array<RowErrorText, 62> texts{{
    {Code::field_missing, "E-FIELD-MISSING", "缺少{0}", "{0} is missing",
     "补上这一项后重新上传这一行", "fill it in and send this row again"},
    {Code::kind_unknown, "E-KIND-UNKNOWN", "不认识的申领种类 `{1}`", "`{1}` is no known claim kind",
     "按模板填写申领种类，例如 appliance 或 家电以旧换新",
     "write a kind that the template lists, for instance appliance"},
    {Code::text_too_long, "E-TEXT-LONG", "{0}超过 {1} 个字", "{0} has more than {1} characters",
     "缩短内容", "shorten it"},
    {Code::text_control, "E-TEXT-CONTROL", "{0}里有换行或控制字符",
     "{0} holds a line break or a control character", "删掉单元格里的换行和看不见的字符",
     "delete line breaks and invisible characters of the cell"},
    {Code::encoding, "E-ENCODING", "第 {1} 个字节不是合格的文字编码",
     "byte {1} of the row is not valid in the file's encoding",
     "用 UTF-8 或 GB18030 重新导出文件，再核对这一行",
     "export the file again as UTF-8 or GB18030 and check this row"},
    {Code::choice_unknown, "E-CHOICE", "{0}不能是 `{1}`", "{0} cannot be `{1}`",
     "从模板列出的选项中选一个", "choose one of the values that the template lists"},
    {Code::integer_form, "E-INTEGER", "{0}不是整数：`{1}`", "{0} is no whole number: `{1}`",
     "只写阿拉伯数字", "write digits only"},
    {Code::integer_range, "E-INTEGER-RANGE", "{0}超出范围 {1}", "{0} is out of its range {1}",
     "核对后改正", "check and correct it"},
    {Code::number_form, "E-NUMBER", "{0}不是数字：`{1}`", "{0} is no number: `{1}`",
     "只写数字和小数点，例如 1.5", "write digits and a decimal point, for instance 1.5"},
    {Code::number_decimals, "E-NUMBER-DECIMALS", "{0}的小数超过 {1} 位",
     "{0} has more than {1} decimals", "按证件上的数填写，不要计算出来的数",
     "write the number of the paper, not a computed one"},
    {Code::number_range, "E-NUMBER-RANGE", "{0}超出范围 {1}", "{0} is out of its range {1}",
     "核对后改正", "check and correct it"},
    {Code::money_form, "E-MONEY", "{0}不是金额：`{1}`", "{0} is no amount of money: `{1}`",
     "以元为单位写数字，例如 4999.00", "write yuan in digits, for instance 4999.00"},
    {Code::money_decimals, "E-MONEY-DECIMALS", "{0} `{1}` 的小数超过两位",
     "{0} `{1}` has more than two decimals", "按发票写到分，不要四舍五入的中间结果",
     "write it to the fen as on the invoice; it is not rounded here"},
    {Code::money_separator, "E-MONEY-SEPARATOR", "{0} `{1}` 的逗号和小数点分不清",
     "comma and point of {0} `{1}` are ambiguous", "去掉千分位，用点作小数点，例如 1299.00",
     "leave out thousands separators and use a decimal point, for instance 1299.00"},
    {Code::money_negative, "E-MONEY-NEGATIVE", "{0} `{1}` 是负数", "{0} `{1}` is negative",
     "填正数；红字发票或退货请按更正流程处理",
     "write a positive amount; a red-letter invoice or a return is a correction of its own"},
    {Code::money_range, "E-MONEY-RANGE", "{0}超出范围 {1}", "{0} is out of its range {1}",
     "核对单位是元而不是分，再改正", "check that it is yuan and not fen, then correct it"},
    {Code::boolean_form, "E-BOOLEAN", "{0}要写是或否，不能是 `{1}`", "{0} is yes or no, not `{1}`",
     "写 是 或 否（JSON 里写 true 或 false）", "write 是 or 否 (in JSON true or false)"},
    {Code::date_form, "E-DATE", "{0}不是日期：`{1}`", "{0} is no date: `{1}`",
     "写成 2025-01-05 的样子", "write it like 2025-01-05"},
    {Code::date_short_year, "E-DATE-YEAR", "{0} `{1}` 的年份只有两位",
     "the year of {0} `{1}` has two digits", "写出四位年份，例如 2025-01-05",
     "write all four digits of the year, for instance 2025-01-05"},
    {Code::date_order, "E-DATE-ORDER", "{0} `{1}` 分不清月和日",
     "day and month of {0} `{1}` cannot be told apart", "按年月日写，例如 2025-01-05",
     "write year, month, day, for instance 2025-01-05"},
    {Code::date_serial, "E-DATE-SERIAL", "{0} `{1}` 像是 Excel 的日期序号",
     "{0} `{1}` looks like Excel's number of a day", "把该列设为日期格式后重新导出",
     "set the column to a date format and export again"},
    {Code::date_no_such_day, "E-DATE-NO-DAY", "没有 {0} `{1}` 这一天",
     "{0} `{1}` is no day of the calendar", "核对后改正日期", "check and correct the date"},
    {Code::date_future, "E-DATE-FUTURE", "{0} `{1}` 晚于收件日期",
     "{0} `{1}` is after the day of receipt", "核对后改正日期，或等到那一天之后再上传",
     "correct the date, or send the row after that day"},
    {Code::time_form, "E-TIME", "{0}不是时间：`{1}`", "{0} is no time of day: `{1}`",
     "写成 2025-01-05T09:30 的样子", "write it like 2025-01-05T09:30"},
    {Code::id_15_digits, "E-ID-15", "{0}是 15 位旧号码", "{0} is an old number of 15 digits",
     "改填现行的 18 位居民身份证号码", "write the present number of 18 digits"},
    {Code::id_form, "E-ID", "{0}不是 18 位居民身份证号码",
     "{0} is no resident id number of 18 characters",
     "对照证件改正；不是居民身份证的要写明证件类型",
     "correct it by the card; for other papers state the id type"},
    {Code::id_birthday, "E-ID-BIRTHDAY", "{0}里的出生日期不存在",
     "the birthday inside {0} does not exist", "对照证件改正", "correct it by the card"},
    {Code::id_check, "E-ID-CHECK", "{0}的校验码不对", "the check digit of {0} is wrong",
     "对照证件改正，常见的是输错一位",
     "correct it by the card; one wrong digit is the usual cause"},
    {Code::document_form, "E-DOCUMENT", "{0}不像所写类型的证件号码",
     "{0} is no number of the stated kind of document", "对照证件改正号码或证件类型",
     "correct the number or the id type by the document"},
    {Code::uscc_form, "E-USCC", "{0}不是 18 位统一社会信用代码",
     "{0} is no unified social credit code of 18 characters", "对照营业执照改正",
     "correct it by the business licence"},
    {Code::uscc_check, "E-USCC-CHECK", "{0}的校验码不对", "the check character of {0} is wrong",
     "对照营业执照改正，常见的是输错一位",
     "correct it by the business licence; one wrong sign is the usual cause"},
    {Code::vin_form, "E-VIN", "{0} `{1}` 不是 17 位车辆识别代号",
     "{0} `{1}` is no vehicle identification number of 17 characters", "对照行驶证或登记证书改正",
     "correct it by the vehicle's papers"},
    {Code::vin_letter, "E-VIN-LETTER", "{0} `{1}` 里有字母 I、O 或 Q",
     "{0} `{1}` holds the letter I, O or Q", "车辆识别代号没有 I、O、Q，多半是数字 1 或 0",
     "a VIN has no I, O, Q; it is most likely the digit 1 or 0"},
    {Code::vin_check, "E-VIN-CHECK", "{0} `{1}` 的校验位不对",
     "the check digit of {0} `{1}` is wrong", "对照行驶证或登记证书改正",
     "correct it by the vehicle's papers"},
    {Code::gtin_form, "E-GTIN", "{0} `{1}` 不是 13 位商品条码",
     "{0} `{1}` is no bar code of 13 digits", "照商品外包装上 69 开头的条码填写",
     "copy the bar code of the package"},
    {Code::gtin_check, "E-GTIN-CHECK", "{0} `{1}` 的校验码不对",
     "the check digit of {0} `{1}` is wrong", "照商品外包装上的条码改正",
     "correct it by the bar code of the package"},
    {Code::imei_form, "E-IMEI", "{0} `{1}` 不是 15 位数字", "{0} `{1}` is not 15 digits",
     "在手机上拨 *#06# 查看后填写", "read it on the phone by dialling *#06#"},
    {Code::imei_check, "E-IMEI-CHECK", "{0} `{1}` 的校验码不对",
     "the check digit of {0} `{1}` is wrong", "在手机上拨 *#06# 核对",
     "check it on the phone by dialling *#06#"},
    {Code::invoice_form, "E-INVOICE",
     "{0} `{1}` 不是发票号码（数电票 20 位，旧票为代码 10 或 12 位加号码 8 位）",
     "{0} `{1}` is no invoice number (20 digits, or the older code of 10 or 12 and number of 8)",
     "照发票填写全部数字", "copy all digits of the invoice"},
    {Code::invoice_zero_lost, "E-INVOICE-ZERO", "{0} `{1}` 少了数字，可能丢了开头的 0",
     "{0} `{1}` lacks digits; a leading 0 was probably lost", "把该列设为文本格式，照发票补全",
     "set the column to text and copy all digits of the invoice"},
    {Code::region_form, "E-REGION", "{0} `{1}` 不是六位行政区划代码",
     "{0} `{1}` is no region code of six digits", "填写 GB/T 2260 代码，例如 140100",
     "write the GB/T 2260 code, for instance 140100"},
    {Code::mobile_form, "E-MOBILE", "{0}不是 11 位手机号码", "{0} is no mobile number of 11 digits",
     "填写消费者本人的手机号码，不要座机", "write the consumer's mobile number, no landline"},
    {Code::card_form, "E-CARD", "{0}不是 16 至 19 位银行卡号",
     "{0} is no card number of 16 to 19 digits", "对照银行卡改正", "correct it by the card"},
    {Code::card_check, "E-CARD-CHECK", "{0}的校验位不对", "the check digit of {0} is wrong",
     "对照银行卡改正，常见的是输错一位",
     "correct it by the card; one wrong digit is the usual cause"},
    {Code::serial_form, "E-SERIAL", "{0} `{1}` 不像一个序列号", "{0} `{1}` is no serial number",
     "照机身或包装上的序列号填写，只含字母、数字和连字符",
     "copy it from the product: letters, digits and hyphens"},
    {Code::serial_several, "E-SERIAL-SEVERAL", "{0} `{1}` 里有几个号码",
     "{0} `{1}` holds several numbers", "一行只写一件商品，拆成几行",
     "write one item a row; split it into rows"},
    {Code::identifier_form, "E-IDENTIFIER", "{0}只能有字母、数字和连字符",
     "{0} may hold letters, digits and hyphens only", "照原件改正", "correct it by the paper"},
    {Code::excel_exponent, "E-EXCEL-EXPONENT",
     "{0} `{1}` 被 Excel 改成了科学计数法，数字被 Excel 截断",
     "{0} `{1}` was turned into scientific notation by Excel, and digits were cut off",
     "把该列设为文本格式，从原始单据重新录入",
     "set the column to text and enter the number again from the paper"},
    {Code::excel_zeros, "E-EXCEL-ZEROS", "{0}从第 16 位起全是 0，数字被 Excel 截断",
     "{0} is all zeros from the 16th digit on: digits were cut off by Excel",
     "把该列设为文本格式，从原始单据重新录入",
     "set the column to text and enter the number again from the paper"},
    {Code::cell_error, "E-CELL-ERROR", "{0}的单元格是错误值 `{1}`",
     "the cell of {0} is the error `{1}`", "改正公式，或直接填写值",
     "mend the formula or write the value itself"},
    {Code::cell_no_value, "E-CELL-FORMULA", "{0}的公式没有保存结果",
     "the formula of {0} has no stored result", "在表格软件中打开、重新计算并保存，或直接填写值",
     "open, recalculate and save the workbook, or write the value itself"},
    {Code::json_syntax, "E-JSON", "这一行不是合格的 JSON", "the line is no valid JSON",
     "用 JSON 库逐行输出，不要手工拼接", "write each line with a JSON library"},
    {Code::json_not_object, "E-JSON-OBJECT", "这一行不是 JSON 对象", "the line is no JSON object",
     "一行写一个 {{…}} 对象", "write one {{…}} object a line"},
    {Code::json_nested, "E-JSON-NESTED", "字段 `{1}` 里不能嵌套对象或列表",
     "the field `{1}` cannot hold an object or a list", "把值写成字符串、数字、true 或 false",
     "write a string, a number, true or false"},
    {Code::json_twice, "E-JSON-TWICE", "字段 `{1}` 出现了两次", "the field `{1}` stands twice",
     "每个字段只写一次", "write each field once"},
    {Code::json_type, "E-JSON-TYPE", "{0}的 JSON 类型不对", "{0} has the wrong JSON type",
     "号码和文字要加引号写成字符串", "put numbers that identify, and all text, in quotation marks"},
    {Code::row_columns, "E-ROW-COLUMNS", "这一行有 {1} 列，表头有 {0} 列",
     "the row has {1} columns, the header has {0}",
     "含有分隔符的内容要加英文双引号，再核对缺少或多出的列",
     "quote cells that hold the separator, and check for missing or extra cells"},
    {Code::row_quote, "E-ROW-QUOTE", "这一行的双引号不成对",
     "a quotation mark of the row is not closed", "删掉多余的双引号，内容里的双引号写两次",
     "delete it, or double quotation marks inside a cell"},
    {Code::row_nul, "E-ROW-NUL", "这一行里有空字节（NUL）", "the row holds a NUL byte",
     "重新导出文件，不要用损坏的副本", "export the file again; this copy is damaged"},
    {Code::row_too_long, "E-ROW-LONG", "这一行超过 {1} KiB", "the row is over {1} KiB",
     "缩短内容；检查是否少了换行或引号",
     "shorten it; check for a missing line break or quotation mark"},
    {Code::row_torn, "E-ROW-TORN", "最后一行不完整", "the last line is cut short",
     "重新传输整个文件", "transfer the whole file again"},
    {Code::key_conflict, "E-KEY-CONFLICT", "申领编号 `{1}` 已用于内容不同的申领",
     "the claim number `{1}` was used for a claim of other content",
     "同一申领照原内容重发；另一笔申领换一个编号",
     "send the same claim unchanged, or give another claim a number of its own"},
}};

std::string filled(std::string_view pattern, std::string_view label, std::string_view detail) {
  return fmt::format(fmt::runtime(pattern), label, detail);
}

}  // namespace

std::span<const RowErrorText> row_error_texts() noexcept { return texts; }

const RowErrorText& text_of(RowErrorCode code) noexcept {
  const auto& text = texts[static_cast<std::size_t>(code)];
  TRADEIN_ASSERT(text.code == code);
  return text;
}

RowError make_row_error(RowErrorCode code, std::string_view column, const Text& label,
                        const Text& detail) {
  const RowErrorText& text = text_of(code);
  RowError error;
  error.code = code;
  error.column = column;
  error.what = {filled(text.zh, label.zh, detail.zh), filled(text.en, label.en, detail.en)};
  error.fix = {filled(text.fix_zh, label.zh, detail.zh), filled(text.fix_en, label.en, detail.en)};
  return error;
}

}  // namespace tradein
