# What hunts, in a container. From the root of the repository:
#
#   docker build -f deploy/hunt.Dockerfile -t shareproof-hunt .
#   docker run --rm -v shareproof-hunt:/data shareproof-hunt --seeds 1..1000 --dir /data/queue --out /data/out
#
# The process is nobody's (65532), and ends in order at SIGTERM.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
COPY cmd/shareproof-hunt/go.mod cmd/shareproof-hunt/go.sum cmd/shareproof-hunt/
RUN go -C cmd/shareproof-hunt mod download
COPY . .
RUN CGO_ENABLED=0 GOWORK=off go -C cmd/shareproof-hunt build -trimpath -ldflags=-s -o /shareproof-hunt . && mkdir /data

FROM scratch
COPY --from=build /shareproof-hunt /shareproof-hunt
COPY --from=build --chown=65532:65532 /data /data
USER 65532:65532
VOLUME /data
ENTRYPOINT ["/shareproof-hunt"]
