#pragma once

namespace CLI {
class App;
}

namespace tradein::tool {

/// `tradein dmn eval` and `tradein dmn tck`.
void add_dmn_command(CLI::App& app, int& exit_code);

}  // namespace tradein::tool
