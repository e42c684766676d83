# syntax=docker/dockerfile:1
FROM mcr.microsoft.com/dotnet/sdk:8.0.404-alpine3.20 AS build
WORKDIR /repo

COPY Directory.Build.props Directory.Packages.props ./
COPY src/Payroll.Domain/Payroll.Domain.csproj src/Payroll.Domain/
COPY src/Payroll.Service/Payroll.Service.csproj src/Payroll.Service/
COPY src/Payroll.Service/packages.lock.json src/Payroll.Service/

# nuget.config with the feed credentials is supplied by the pipeline:
#   docker build --secret id=nuget,src=$AGENT_TEMP/nuget.config .
RUN --mount=type=secret,id=nuget,target=/tmp/nuget.config \
    dotnet restore src/Payroll.Service/Payroll.Service.csproj --locked-mode --configfile /tmp/nuget.config

COPY src src
RUN dotnet publish src/Payroll.Service/Payroll.Service.csproj \
      --no-restore -c Release -o /publish /p:UseAppHost=false

FROM mcr.microsoft.com/dotnet/aspnet:8.0.11-alpine3.20 AS final
RUN apk add --no-cache icu-libs tzdata
WORKDIR /app
COPY --from=build /publish .

ENV ASPNETCORE_ENVIRONMENT=Production \
    ASPNETCORE_HTTP_PORTS=8080 \
    DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=false \
    DOTNET_EnableDiagnostics=0 \
    PasswordPolicy__MinimumLength=14

USER $APP_UID
EXPOSE 8080

HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD wget -q -O /dev/null http://127.0.0.1:8080/health/ready || exit 1

ENTRYPOINT ["dotnet", "Payroll.Service.dll"]
