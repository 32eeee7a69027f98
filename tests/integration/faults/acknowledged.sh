# Sourced by the scripts beside it.

# Claim id, entry and outcome of every row that the answers in a file acknowledge.
acknowledged() {
  sed -nE 's/.*"claim_id":"([^"]*)","outcome":"([^"]*)".*"entry":([0-9]+).*/\1 \3 \2/p' "$1" | sort
}
