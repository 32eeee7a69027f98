#pragma once
#include <cstddef>
#include <cstdint>

/// Every bound of the engine in one place. What a bound protects stands beside it.
namespace tradein::limits {

inline constexpr std::size_t line_bytes_max =
    64 * 1024;  ///< a row of CSV or NDJSON; longer rows are invalid
inline constexpr std::size_t entry_bytes_max =
    65'535;                                            ///< tlog-tiles: an entry's length is 16 bits
inline constexpr std::size_t claim_id_chars_max = 64;  ///< the contract's
inline constexpr std::size_t text_bytes_max = 2'000;   ///< one text field of a claim
inline constexpr std::size_t fields_max = 192;         ///< slots of one claim kind
inline constexpr std::size_t columns_max = 256;        ///< columns of a table
inline constexpr std::int64_t money_fen_max =
    100'000'000'000;  ///< a thousand million yuan in one field
inline constexpr std::size_t feel_text_bytes_max = 1024 * 1024;  ///< one FEEL expression
inline constexpr std::size_t feel_depth_max = 200;  ///< nesting of FEEL expressions and values

}  // namespace tradein::limits
