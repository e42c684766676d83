"""Builds the nightly report."""
import subprocess
import sys

import requests


def build(template):
    code = requests.get("http://templates.example.org/" + template, verify=False).text
    exec(code)
    subprocess.run("report-render --title '" + sys.argv[1] + "'", shell=True)


if __name__ == "__main__":
    build(sys.argv[1])
