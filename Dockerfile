# The image holds the program, certificates, and nothing else: no shell, no
# other user than nobody in particular. Mount a folder at /data for the cache:
#
#   docker run --rm -it -v spoor:/data spoor demo
FROM gcr.io/distroless/static-debian12:nonroot
ARG TARGETPLATFORM
COPY ${TARGETPLATFORM}/spoor /usr/bin/spoor
ENV SPOOR_CACHE=/data/cache.bolt
VOLUME /data
ENTRYPOINT ["/usr/bin/spoor"]
