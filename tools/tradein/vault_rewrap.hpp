#pragma once
#include "tools/tradein/command.hpp"

/// A new deployment key for the vault (`tradein keys rewrap`, `tradein keys forget`).
namespace tradein::tool {

inline constexpr const char* rewrap_help =
    "\n\n需要与个人信息库一样大的空闲空间；日志中不写条目，因为没有签名或裁定随之改变。\n"
    "多个账本共用 TRADEIN_KEK 所指文件时：对每个账本执行一次，再执行 `tradein keys forget`。\n"
    "此前备份的个人信息库仍须用旧密钥打开。\n"
    "Needs free space of the vault's size. The log gets no entry, as no signature and no decision\n"
    "changes with this key. Where several stores share the file that TRADEIN_KEK names: run it "
    "for\n"
    "each of them, then `tradein keys forget`. Backups of the vault made before open with the old\n"
    "key only.";

/// Wraps each record's key under a new deployment key, or under the one in force of a shared key
/// file where another store was re-wrapped before.
int rewrap_vault(const Shared& shared);

/// Takes the old keys out of the key file: E-KEK-IN-USE where the store's vault is under one.
int forget_old_keys(const Shared& shared);

}  // namespace tradein::tool
