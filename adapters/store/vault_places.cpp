#include "adapters/store/vault_places.hpp"

#include <sqlite3.h>

#include <cstring>

namespace tradein::store {
namespace {

void append_big_endian(std::string& out, std::uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    out.push_back(static_cast<char>(value >> shift & 0xff));
}

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

}  // namespace

void append_place(const Place& place, std::string& out) {
  append_big_endian(out, place.entry, 8);
  append_big_endian(out, place.offset, 4);
  append_big_endian(out, place.length, 4);
  out.append(view_of(place.subject));
}

Place place_of(std::string_view bytes) {
  Place out{big_endian(bytes.substr(0, 8)),
            big_endian(bytes.substr(8, 4)),
            big_endian(bytes.substr(12, 4)),
            {}};
  std::memcpy(out.subject.data(), bytes.data() + subject_at, out.subject.size());
  return out;
}

std::string_view view_of(const Subject& subject) {
  return {reinterpret_cast<const char*>(subject.data()), subject.size()};
}

Error bad_vault_form(const std::string& path) {
  return {.code = "E-VAULT-FORM",
          .place = path,
          .what = {"该文件不是个人信息库，或版本不符、已损坏",
                   "this file is no vault, one of another version, or a damaged one"},
          .fix = {"从备份恢复该文件", "restore this file from its backup"},
          .trouble = Trouble::store};
}

void VaultBlob::Close::operator()(sqlite3_blob* blob) const noexcept { sqlite3_blob_close(blob); }

Result<VaultBlob> VaultBlob::open(sqlite3* database, const std::string& path, const char* column,
                                  std::int64_t first) {
  sqlite3_blob* raw = nullptr;
  const int code = sqlite3_blob_open(database, "main", "record", column, first, 1, &raw);
  VaultBlob out{database, path, raw};
  if (auto opened = out.result(code); !opened) return std::unexpected(opened.error());
  return out;
}

Result<void> VaultBlob::result(int code) const {
  if (code == SQLITE_OK) return {};
  return std::unexpected(database_error(database_, sqlite3_extended_errcode(database_), path_));
}

std::size_t VaultBlob::size() const noexcept {
  return static_cast<std::size_t>(sqlite3_blob_bytes(blob_.get()));
}

Result<void> VaultBlob::read(std::string& out) {
  out.resize(size());
  return result(sqlite3_blob_read(blob_.get(), out.data(), static_cast<int>(out.size()), 0));
}

Result<void> VaultBlob::write(std::size_t offset, std::string_view bytes) {
  if (offset > size() || bytes.size() > size() - offset)
    return std::unexpected(bad_vault_form(path_));
  return result(sqlite3_blob_write(blob_.get(), bytes.data(), static_cast<int>(bytes.size()),
                                   static_cast<int>(offset)));
}

}  // namespace tradein::store
