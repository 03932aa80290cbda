# Each target makes the sandbox first; see scripts/sandbox --help.
.PHONY: demo test lint bench down

demo:
	scripts/sandbox demo $(if $(DATA),--data '$(DATA)')

test:
	scripts/sandbox test

lint:
	scripts/sandbox lint

bench:
	scripts/sandbox bench $(BENCH)

down:
	scripts/sandbox down
