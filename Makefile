# petra: the two commands are `make demo` and `make test`; neither assumes that the other ran, nor anything installed by hand.
# Everything else is CMake (presets in CMakePresets.json).
SHELL := /bin/bash
PETRA := build/release/petra
DEMO ?= build/demo-study
PREFIX ?= /usr/local

.PHONY: help demo test oracle bench build packages figure-tools oracle-venv install fuzz format tidy clean

help:
	@echo 'make demo     set up, build, make a synthetic cohort, run the study, print where the report is'
	@echo 'make test     set up, build, run every test'
	@echo 'make oracle   only the comparisons with other tools (PyRadiomics, SimpleITK, R)'
	@echo 'make bench    time petra against PyRadiomics and R on the same files'
	@echo 'make build    the program: $(PETRA)'
	@echo 'make install  petra and petra-pyradiomics to PREFIX=$(PREFIX)'
	@echo 'make fuzz     a minute of libFuzzer on each file reader'

packages:
	@tools/install_packages.sh run

build: packages
	@cmake --preset release >build/configure.log 2>&1 || { cat build/configure.log; exit 1; }
	@cmake --build --preset release --target petra petra-pyradiomics

figure-tools: packages
	@tools/make_figure_tools.sh build/figure-tools

demo: build figure-tools
	$(PETRA) phantom $(DEMO) --patients 40 --seed 1
	$(PETRA) study run $(DEMO)
	@echo
	@echo "The report: $(CURDIR)/$(DEMO)/results/report.html"

oracle-venv:
	@tools/install_packages.sh test
	@tools/make_oracle_venv.sh build/oracle-venv

test: oracle-venv build figure-tools
	@cmake --build --preset release
	cd build/release && ctest --output-on-failure -j2

oracle: oracle-venv build
	@cmake --build --preset release
	cd build/release && ctest --output-on-failure -L oracle

bench: oracle-venv build
	build/oracle-venv/bin/python bench/pyradiomics/bench.py --petra $(PETRA)
	build/oracle-venv/bin/python bench/pyradiomics/voxel_maps.py --petra $(PETRA)
	build/oracle-venv/bin/python bench/pyradiomics/tasks.py --petra $(PETRA)
	build/oracle-venv/bin/python bench/pyradiomics/table.py
	python3 bench/funnel/bench.py --petra $(PETRA)
	python3 bench/study/bench.py --petra $(PETRA)

install: build
	cmake --install build/release --prefix $(PREFIX)
	tools/make_figure_tools.sh $(PREFIX)/lib/petra/figure-tools

fuzz:
	@tools/install_packages.sh fuzz
	cmake --preset fuzz >/dev/null && cmake --build --preset fuzz --target fuzzers
	tests/fuzz/run.sh build/fuzz 60

format:
	git ls-files '*.cpp' '*.hpp' | xargs clang-format-14 -i

tidy: build
	git ls-files 'src/*.cpp' 'cmd/*.cpp' | xargs -P2 -n4 clang-tidy-14 -p build/release --quiet

clean:
	rm -rf build
