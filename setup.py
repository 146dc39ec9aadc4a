"""Puts the template of a course, the folder `course/`, into the installed nncourse; all else is said in pyproject.toml."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

TEMPLATE = Path(__file__).parent / "course"


class BuildWithTemplate(build_py):
    """The stock build, and then the template's files, of which some have names that no pattern for package data matches."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode and TEMPLATE.is_dir():
            made = shutil.ignore_patterns(".nncourse", "_build", "__pycache__", ".ipynb_checkpoints")
            target = Path(self.build_lib) / "nncourse" / "template" / "course"
            shutil.copytree(TEMPLATE, target, dirs_exist_ok=True, ignore=made)


setup(cmdclass={"build_py": BuildWithTemplate})
