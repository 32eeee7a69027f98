#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace tradein::claimgen {

/// Goods, names and places, all made up or public words; nothing here decides a claim.
struct Goods {
  std::string_view category;
  std::string_view model;  // what every model's name begins with
  std::uint32_t price_from_yuan;
  std::uint32_t price_to_yuan;
};

inline constexpr std::array<Goods, 12> appliances{{
    {"空调", "KFR-35GW/", 2199, 12999},
    {"空调", "KFR-72LW/", 4299, 15999},
    {"冰箱", "BCD-", 1899, 9999},
    {"洗衣机", "XQG100-", 1599, 8999},
    {"电视", "L65-", 1999, 13999},
    {"热水器", "JSQ25-", 999, 5999},
    {"吸油烟机", "CXW-", 1299, 5999},
    {"家用灶具", "JZT-", 699, 2999},
    {"电脑", "N14-", 3299, 9999},
    {"洗碗机", "WQP12-", 2299, 8999},
    {"净水器", "RO-", 999, 4999},
    {"电饭煲", "FB40-", 299, 1299},
}};

inline constexpr std::array<Goods, 3> digital_goods{{
    {"手机", "P12-", 1299, 5999},
    {"平板", "T11-", 1099, 4999},
    {"智能手表（手环）", "W3-", 299, 2499},
}};

inline constexpr std::array<std::string_view, 12> brands{
    "海燕", "云杉", "青禾", "北岭", "星槎", "白鹭", "长风", "沐川", "松石", "远岫", "明渠", "南屏"};

inline constexpr std::array<std::string_view, 32> surnames{
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周",   "吴",  "徐",
    "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗",   "梁",  "宋",
    "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "欧阳", "司马"};

inline constexpr std::array<std::string_view, 32> given_names{
    "伟", "芳", "秀", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明",
    "超", "霞", "平", "刚", "桂", "英", "华", "文", "玉", "兰", "建", "国", "海", "梅", "晓", "雨"};

struct Place {
  std::string_view region;                   // GB/T 2260, the prefecture
  std::array<std::string_view, 4> counties;  // of its people's identity numbers
};

inline constexpr Place jinan{"370100", {"370102", "370103", "370104", "370105"}};
inline constexpr Place qingdao{"370200", {"370202", "370203", "370212", "370213"}};
inline constexpr Place yantai{"370600", {"370602", "370611", "370612", "370613"}};
inline constexpr Place fuzhou{"350100", {"350102", "350103", "350104", "350111"}};
inline constexpr Place taiyuan{"140100", {"140105", "140106", "140107", "140109"}};

inline constexpr std::array<std::string_view, 6> car_makers{"LTA", "LKB", "LXC",
                                                            "LNE", "LRF", "LDH"};

}  // namespace tradein::claimgen
