"""Further builds of the tree, each in a folder of its own beside the build that the tests belong to.

SPDX-License-Identifier: Apache-2.0
"""
import os
import pathlib
import subprocess

SOURCE = pathlib.Path(os.environ["BANGKOM_SOURCE"])
FOLDER = pathlib.Path(os.environ["BANGKOM_BUILD"]).parent

# The one build by clang: for its warnings, and for its fuzzers.
FUZZ = {"CMAKE_BUILD_TYPE": "RelWithDebInfo", "BANGKOM_FUZZ": "ON", "BANGKOM_TESTS": "OFF", "BANGKOM_SANITIZE": "ON"}


def run(*command, **options):
    """Output of a command that has to succeed; an AssertionError with its end where it does not."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}: exit status {done.returncode}\n{done.stdout[-6000:]}")
    return done.stdout


def build(name, compiler, targets, **options):
    """Configure FOLDER/name with -DOPTION=value for each option and build the targets; the folder."""
    folder = FOLDER / name
    run("cmake", "-S", SOURCE, "-B", folder, "-G", "Ninja", f"-DCMAKE_C_COMPILER={compiler}",
        "-DCMAKE_C_COMPILER_LAUNCHER=ccache", *(f"-D{key}={value}" for key, value in options.items()))
    run("cmake", "--build", folder, *(("--target", *targets) if targets else ()))
    return folder
