#include "engine/log/store.hpp"
