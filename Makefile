.DEFAULT_GOAL := help

.PHONY: help
help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The packages that do several things at once, or whose tests do. Another one needs no race detector.
AT_ONCE = $$(grep -rlE '^\s*go |\.Go\(|httptest\.New|synctest\.' --include='*.go' --exclude-dir=testdata \
	--exclude-dir=shareproof-hunt . | xargs -n1 dirname | sort -u)

.PHONY: test
test: ## Run every test ("lint" vets them), and the short ones of what does several things at once with the race detector
	go test -timeout 20m -vet=off ./...
	CGO_ENABLED=1 go test -timeout 20m -vet=off -race -short $(AT_ONCE)
	go -C cmd/shareproof-hunt test -timeout 20m -vet=off ./...

.PHONY: clients
clients: ## Play with AWS's own clients, which are installed where that is possible
	.ci/clients

.PHONY: check
check: ## Run the embedded suites against the embedded model
	go run ./cmd/shareproof check

.PHONY: lint
lint: ## Check formatting, go vet and staticcheck
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo "these files are not formatted: run make fmt"; exit 1; }
	go vet ./...
	go tool -modfile=internal/tools/go.mod staticcheck ./...
	go -C cmd/shareproof-hunt vet ./...
	cd cmd/shareproof-hunt && $$(go -C ../.. tool -n -modfile=internal/tools/go.mod staticcheck) ./...

.PHONY: fmt
fmt: ## Format the code
	gofmt -w .

.PHONY: release
release: ## Build archives of the commit for all platforms, with checksums, in dist/
	go run ./internal/release

.PHONY: docs
docs: ## Write the pages of docs/ that are made from the model, and from the reports of others
	go run ./cmd/shareproof docs docs
	go run ./cmd/shareproof scoreboard --out docs/scoreboard.md conformance/reports/*/*.json

.PHONY: bench
bench: ## Measure what the project promises, as ratios in one run
	go test -run xxx -bench . -benchtime 2s ./model ./internal/protocol ./emulator ./conformance ./conformance/evidence ./invariants ./conformance/simulation ./conformance/exploration

.PHONY: bench-report
bench-report: ## Measure how rates grow with what there is, for docs/performance.md
	go run ./internal/growth docs/performance.md

# The packages whose tests draw. Their draws are the same each time unless others are asked for.
DRAWING = $$(grep -rl 'internal/property"' --include='*_test.go' . | xargs -n1 dirname | sort -u)

.PHONY: draw
draw: ## Check every property with a thousand draws that are others each time
	SHAREPROOF_DRAWS=5000 go test -short -timeout 2h $(DRAWING)

.PHONY: fuzz
fuzz: ## Look for bytes that the emulator cannot bear, for a minute each
	go test ./emulator -run xxx -fuzz FuzzEmulatorNeverFails -fuzztime 60s
	go test ./emulator -run xxx -fuzz FuzzServerNeverFails -fuzztime 60s
	go test ./internal/protocol -run xxx -fuzz FuzzWire -fuzztime 60s
	go test ./internal/protocol -run xxx -fuzz FuzzForm -fuzztime 60s
	go test ./internal/protocol -run xxx -fuzz FuzzXML -fuzztime 60s
	go test ./model/policy -run xxx -fuzz FuzzParse -fuzztime 60s
	go test ./model -run xxx -fuzz FuzzImport -fuzztime 60s
	go test ./emulator/journal -run xxx -fuzz FuzzLoad -fuzztime 60s
