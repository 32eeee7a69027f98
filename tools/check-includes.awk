# Reads tools/layers.txt, then sources; see tools/check-includes.

function box_of(path,    parts) {
  split(path, parts, "/")
  return parts[1] == "engine" || parts[1] == "adapters" ? parts[1] "/" parts[2] : parts[1]
}

# Is `box` one of `list`, itself or by its top folder?
function listed(box, list,    words, n, i) {
  n = split(list, words, " ")
  for (i = 1; i <= n; ++i) if (box == words[i] || index(box "/", words[i] "/") == 1) return 1
  return 0
}

function say(text) { print FILENAME ":" FNR ": " text }

function refuse_own(name, box,    to) {
  if (name in generated) {
    if (!listed(box, generated[name])) say("`" name "` is generated for " generated[name] " alone")
    return
  }
  if (name !~ /^(engine|adapters|tools|tests)\//) {
    say("spell `" name "` from the repository's root")
    return
  }
  if ((getline to < name) < 0) say("there is no file `" name "`")
  close(name)
  print FILENAME, name > edges
  to = box_of(name)
  if (to == box || listed(to, may[box])) return
  say(box " may not include " to " (tools/layers.txt); move what is needed down, or pass it in")
}

function refuse_library(name, box,    prefix) {
  for (prefix in library) if (index(name, prefix) == 1) {
    if (!listed(box, library[prefix])) {
      say("<" name "> is for " library[prefix] " alone (tools/layers.txt)")
    } else if (FILENAME ~ /\.hpp$/ && !(prefix in shared)) {
      say("<" name "> in a header would reach its includers; include it in the .cpp alone")
    }
    return
  }
  if (box ~ /^engine\//) {
    if (name ~ /^(fstream|iostream|filesystem|random|locale|ctime|thread|csignal)$/) {
      say("<" name "> in engine: files, clocks, locales and chance belong to the adapters")
    } else if (name ~ /[.\/]/ && name !~ /^(emm|imm|smm|nmm|tmm)intrin\.h$/) {
      say("<" name "> in engine: only the standard library, fmt and the decimal library")
    }
  } else if (name ~ /\// && name !~ /^(sys|netinet|arpa|linux|net)\//) {
    say("<" name "> is a library that tools/layers.txt does not know; add it there")
  }
}

# The line without comments and literals; `inside` carries a comment over lines.
function code_of(line,    at, end) {
  gsub(/'(\\.|")'/, "", line)
  gsub(/"([^"\\]|\\.)*"/, "\"\"", line)
  while (1) {
    if (inside) {
      end = index(line, "*/")
      if (!end) return ""
      line = substr(line, end + 2)
      inside = 0
    }
    sub(/\/\/.*/, "", line)
    at = index(line, "/*")
    if (!at) return line
    end = index(substr(line, at + 2), "*/")
    if (!end) { inside = 1; return substr(line, 1, at - 1) }
    line = substr(line, 1, at - 1) " " substr(line, at + end + 3)
  }
}

function refuse_words(code,    words, n, i) {
  gsub(/[^A-Za-z0-9_]+/, " ", code)
  n = split(code, words, " ")
  for (i = 1; i <= n; ++i) if (words[i] in forbidden) {
    say("`" words[i] "` in engine: " forbidden[words[i]])
    return
  }
}

BEGIN {
  forbidden["double"] = forbidden["float"] = "money and numbers are Money, integers or Decimal"
  forbidden["system_clock"] = forbidden["steady_clock"] = "the day is an argument"
  forbidden["getenv"] = forbidden["setlocale"] = "pass the setting in"
  forbidden["rand"] = forbidden["srand"] = forbidden["random_device"] = "decisions have no chance"
}

FILENAME ~ /layers\.txt$/ {
  if ($1 !~ /^(box|library|shared|generated)$/) next
  key = $2
  sub(/:$/, "", key)
  rest = ""
  for (i = 3; i <= NF; ++i) rest = rest (i > 3 ? " " : "") $i
  if ($1 == "box") { may[key] = rest; known[key] = 1 }
  if ($1 == "generated") generated[key] = rest
  if ($1 == "library" || $1 == "shared") library[key] = rest
  if ($1 == "shared") shared[key] = 1
  next
}

FNR == 1 {
  inside = 0
  box = box_of(FILENAME)
  if (!(box in known)) say("the folder " box " is not in tools/layers.txt; add it with what it may include")
}

/^[ \t]*#[ \t]*include[ \t]*["<]/ {
  name = $0
  sub(/^[^"<]*["<]/, "", name)
  sub(/[">].*/, "", name)
  if ($0 ~ /^[^<"]*"/) refuse_own(name, box); else refuse_library(name, box)
  next
}

box ~ /^engine\// {
  code = code_of($0)
  if (code != "") refuse_words(code)
}
