### build ###############################################################
FROM maven:3.9.9-eclipse-temurin-17 AS build
WORKDIR /usr/src/booking
COPY pom.xml .
COPY booking-domain/pom.xml booking-domain/
COPY booking-web/pom.xml booking-web/
RUN mvn -B -q dependency:go-offline
COPY booking-domain booking-domain
COPY booking-web booking-web
RUN mvn -B -q package -DskipTests

### runtime #############################################################
FROM eclipse-temurin:17.0.13_11-jre-alpine

RUN addgroup -S booking && adduser -S -G booking -h /opt/booking booking
WORKDIR /opt/booking

COPY --from=build --chown=booking:booking /usr/src/booking/booking-web/target/booking-web.jar app.jar

ENV SPRING_PROFILES_ACTIVE=production
ENV SPRING_DATASOURCE_URL=jdbc:postgresql://pg-booking.internal.fjordferries.example:5432/booking
ENV SPRING_DATASOURCE_USERNAME=booking_rw
ENV SPRING_DATASOURCE_PASSWORD=t8Hk-wvQ2_pLm6RzA
ENV JAVA_OPTS="-Xms256m -Xmx768m -Dfile.encoding=UTF-8"

# overridden by the Helm chart in staging
ENV SAILINGS_FEED_URL=https://feeds.fjordferries.example/v2/sailings

USER booking
EXPOSE 8080

ENTRYPOINT ["sh", "-c", "exec java $JAVA_OPTS -jar app.jar"]
