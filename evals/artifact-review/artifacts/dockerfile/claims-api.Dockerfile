FROM mcr.microsoft.com/dotnet/sdk:8.0.404 AS restore
WORKDIR /src

ARG FEED=https://pkgs.dev.azure.com/larkspur-mutual/_packaging/claims/nuget/v3/index.json

COPY Claims.sln ./
COPY Claims.Api/*.csproj Claims.Api/
COPY Claims.Rules/*.csproj Claims.Rules/

RUN dotnet nuget add source "$FEED" --name claims \
      --username build --password m4u7xq2yzk5tva3nhcd6rjwpb5ofsel2g7iq4vxtzn3a \
      --store-password-in-clear-text \
 && dotnet restore Claims.sln

FROM restore AS publish
COPY . .
RUN dotnet publish Claims.Api -c Release -o /out --no-restore

FROM mcr.microsoft.com/dotnet/aspnet:latest
RUN apt-get update \
 && apt-get install -y --no-install-recommends curl \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=publish /out ./

ENV ASPNETCORE_URLS=http://+:8080
# easier to read stack traces for the adjusters' support desk
ENV ASPNETCORE_ENVIRONMENT=Development

USER app
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=4s --start-period=25s \
    CMD curl --fail --silent http://localhost:8080/healthz/ready || exit 1
ENTRYPOINT ["dotnet", "Claims.Api.dll"]
