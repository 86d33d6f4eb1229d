# One image for every app: the arguments of a container are those of ./quotastack.
#
#   ./quotastack archive && docker build -t quotastack .     in a checkout
#   docker build -t quotastack .                             in an unpacked release
#
# It is made of the release, so that building an image needs neither Maven nor a JDK: what is in it is
# what the release's tests have started.

ARG JRE=eclipse-temurin:25-jre

FROM ${JRE} AS unpacked
WORKDIR /opt/quotastack
COPY . .
RUN if [ -d release ]; then tar -xzf release/target/quotastack-*.tar.gz --strip-components=1; fi
# A start under load, which the JVM makes all next ones of. It fits these very jars at this very place only.
RUN ./quotastack record && test -s start.aot || { cat warm-up.log; exit 1; }

FROM ${JRE}
RUN groupadd --gid 10001 quotastack \
    && useradd --no-create-home --uid 10001 --gid 10001 --home-dir /var/lib/quotastack quotastack \
    && mkdir -p /var/lib/quotastack /run/quotastack \
    && chown quotastack:quotastack /var/lib/quotastack /run/quotastack \
    && chmod 700 /var/lib/quotastack /run/quotastack
# What changes seldom comes first: an update transfers the last layers only.
COPY --from=unpacked /opt/quotastack/lib /opt/quotastack/lib
COPY --from=unpacked /opt/quotastack/app /opt/quotastack/app
COPY --from=unpacked /opt/quotastack/start.aot /opt/quotastack/
COPY --from=unpacked /opt/quotastack/quotastack /opt/quotastack/LICENSE /opt/quotastack/sbom.json /opt/quotastack/help.txt \
    /opt/quotastack/version.txt /opt/quotastack/
COPY container/health /opt/quotastack/health
USER 10001:10001
WORKDIR /var/lib/quotastack
VOLUME /var/lib/quotastack
EXPOSE 8080 9464
HEALTHCHECK --interval=5s --timeout=5s --start-period=10m --retries=3 CMD ["/opt/quotastack/health"]
STOPSIGNAL SIGTERM
# It ends by putting the JVM in its own place: the JVM is process 1, and gets the signal to stop.
ENTRYPOINT ["/opt/quotastack/quotastack"]
CMD ["up", "--host", "0.0.0.0"]
