#include "adapters/wire/tls.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <optional>
#include <string>

#include "adapters/wire/certificates.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tradein;
using namespace tradein::wire;
using Step = TlsStream::Step;

namespace {

const std::string shop = "91370100MA00012378";

TlsFiles files(const std::string& folder, const std::string& who) {
  return {folder + "/" + who + ".pem", folder + "/" + who + ".key", folder + "/ca.pem", ""};
}

/// Two ends of one socket pair, their handshake made step by step in turn.
struct Ends {
  Ends(const TlsFiles& server_files, TlsContext::Admits admits, const TlsFiles& client_files) {
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, sockets.data()) == 0);
    const auto server_context = TlsContext::server(server_files, std::move(admits));
    const auto client_context = TlsContext::client(client_files);
    REQUIRE(server_context.has_value());
    REQUIRE(client_context.has_value());
    server = TlsStream::accept(*server_context, sockets[0]);
    client = TlsStream::connect(*client_context, sockets[1], "127.0.0.1");
    for (int i = 0; i < 10; ++i) {
      if (client_step != Step::done) client_step = client->handshake();
      if (server_step != Step::done && server_step != Step::failed)
        server_step = server->handshake();
    }
  }
  ~Ends() {
    server.reset();
    client.reset();
    for (const int socket : sockets) ::close(socket);
  }
  Ends(const Ends&) = delete;
  Ends& operator=(const Ends&) = delete;
  std::array<int, 2> sockets{};
  std::unique_ptr<TlsStream> server, client;
  Step server_step = Step::want_read, client_step = Step::want_read;
};

bool everybody(const std::string&, const std::string&) { return true; }

}  // namespace

TEST_CASE("development set: a service and its retailer know each other", "[unit][wire]") {
  const TemporaryFolder folder;
  REQUIRE(make_development_set(folder.path().string(), {shop}).has_value());
  std::string asked;
  Ends ends{files(folder.path().string(), "server"),
            [&](const std::string& name, const std::string& serial) {
              asked = name;
              return serial.size() == 32;
            },
            files(folder.path().string(), shop)};
  CHECK(ends.server_step == Step::done);
  CHECK(ends.client_step == Step::done);
  CHECK(asked == shop);
  CHECK(ends.server->peer_name() == shop);
  std::array<char, 16> room{};
  CHECK(ends.client->write("hello").step == Step::done);
  const auto got = ends.server->read(room);
  CHECK(std::string_view{room.data(), got.bytes} == "hello");
  // Half a connection can be closed, the other half goes on.
  CHECK(ends.client->end_output() == Step::done);
  CHECK(ends.server->read(room).step == Step::closed);
  CHECK(ends.server->write("bye").step == Step::done);
  CHECK(ends.client->read(room).bytes == 3);
}

TEST_CASE("development set: keys are their owner's alone, and nothing is written over",
          "[unit][wire]") {
  const TemporaryFolder folder;
  REQUIRE(make_development_set(folder.path().string(), {shop}).has_value());
  for (const std::string& name : {std::string{"ca"}, std::string{"server"}, shop}) {
    struct stat about{};
    REQUIRE(::stat((folder.path().string() + "/" + name + ".key").c_str(), &about) == 0);
    CHECK((about.st_mode & 0777U) == 0600U);
  }
  const auto again = make_development_set(folder.path().string(), {shop});
  REQUIRE_FALSE(again.has_value());
  CHECK(again.error().code == "E-FILE-EXISTS");
  const auto nowhere = make_development_set("/dev/null/x", {shop});
  REQUIRE_FALSE(nowhere.has_value());
  CHECK(nowhere.error().code == "E-CERTIFICATE");
}

TEST_CASE("tls: who is not on the register does not get through the handshake", "[unit][wire]") {
  const TemporaryFolder folder;
  REQUIRE(make_development_set(folder.path().string(), {shop}).has_value());
  const Ends ends{files(folder.path().string(), "server"),
                  [](const std::string&, const std::string&) { return false; },
                  files(folder.path().string(), shop)};
  CHECK(ends.server_step == Step::failed);
}

TEST_CASE("tls: another authority's certificate is refused, whatever its name", "[unit][wire]") {
  const TemporaryFolder ours, theirs;
  REQUIRE(make_development_set(ours.path().string(), {shop}).has_value());
  REQUIRE(make_development_set(theirs.path().string(), {shop}).has_value());
  TlsFiles forged = files(theirs.path().string(), shop);
  forged.authority = ours.path().string() + "/ca.pem";
  const Ends ends{files(ours.path().string(), "server"), everybody, forged};
  CHECK(ends.server_step == Step::failed);
}

TEST_CASE("tls: a server's certificate is none for a client", "[unit][wire]") {
  const TemporaryFolder folder;
  REQUIRE(make_development_set(folder.path().string(), {shop}).has_value());
  const Ends ends{files(folder.path().string(), "server"), everybody,
                  files(folder.path().string(), "server")};
  CHECK(ends.server_step == Step::failed);
}

TEST_CASE("tls: a key that is not the certificate's is named", "[unit][wire]") {
  const TemporaryFolder folder;
  REQUIRE(make_development_set(folder.path().string(), {shop}).has_value());
  TlsFiles mixed = files(folder.path().string(), "server");
  mixed.key = folder.path().string() + "/" + shop + ".key";
  const auto context = TlsContext::server(mixed, everybody);
  REQUIRE_FALSE(context.has_value());
  CHECK(context.error().code == "E-TLS-FILES");
  CHECK(context.error().place == mixed.key);
  mixed = files(folder.path().string(), "server");
  mixed.revocations = folder.path().string() + "/none.pem";
  CHECK_FALSE(TlsContext::server(mixed, everybody).has_value());
  CHECK_FALSE(TlsContext::client(files(folder.path().string(), "nobody")).has_value());
}
