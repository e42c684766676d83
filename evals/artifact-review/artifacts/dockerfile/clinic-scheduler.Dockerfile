FROM eclipse-temurin:21.0.5_11-jdk-jammy AS build
WORKDIR /workspace

COPY gradlew settings.gradle.kts build.gradle.kts gradle.properties ./
COPY gradle gradle
# gradle-wrapper.properties carries distributionSha256Sum, the wrapper refuses anything else
RUN ./gradlew --no-daemon dependencies > /dev/null

COPY src src
RUN ./gradlew --no-daemon bootJar -x test \
 && java -Djarmode=tools -jar build/libs/clinic-scheduler.jar extract --layers --launcher --destination /layers

FROM eclipse-temurin:21.0.5_11-jre-jammy

RUN apt-get update \
    && apt-get install -y --no-install-recommends curl tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 clinic \
    && useradd --system --uid 10001 --gid clinic --no-create-home --shell /usr/sbin/nologin clinic

WORKDIR /opt/scheduler
COPY --from=build /layers/dependencies/ ./
COPY --from=build /layers/spring-boot-loader/ ./
COPY --from=build /layers/snapshot-dependencies/ ./
COPY --from=build /layers/application/ ./

# Credentials are mounted by the platform under /etc/scheduler/secrets (configtree).
ENV SPRING_PROFILES_ACTIVE=prod \
    SPRING_CONFIG_IMPORT=configtree:/etc/scheduler/secrets/ \
    JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=75 -XX:+ExitOnOutOfMemoryError" \
    TZ=Europe/Vienna

USER 10001:10001
EXPOSE 8080 8081

HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD curl -fsS http://127.0.0.1:8081/actuator/health/readiness || exit 1

ENTRYPOINT ["java", "org.springframework.boot.loader.launch.JarLauncher"]
