#pragma once

namespace CLI {
class App;
}

namespace tradein::tool {

/// `tradein feel EXPR [--context FILE]`.
void add_feel_command(CLI::App& app, int& exit_code);

}  // namespace tradein::tool
