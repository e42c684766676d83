FROM node:20.18.1-alpine3.20 AS assets
WORKDIR /shop
COPY package.json yarn.lock ./
RUN yarn install --frozen-lockfile --non-interactive
COPY . .
RUN yarn build:theme && yarn build:critical-css

FROM nginx

RUN rm /etc/nginx/conf.d/*
COPY docker/nginx/nginx.conf /etc/nginx/nginx.conf
COPY docker/nginx/shop.conf /etc/nginx/conf.d/shop.conf

# wildcard cert, renewed by ops every January
COPY docker/tls/wildcard.brambleandco.example.crt /etc/nginx/tls/shop.crt
COPY docker/tls/wildcard.brambleandco.example.key /etc/nginx/tls/shop.key

COPY --from=assets /shop/dist /var/www/shop

# page cache + client bodies have to be writable by the worker processes
RUN mkdir -p /var/cache/nginx/pages /var/run/nginx \
    && chown -R nginx:nginx /var/run/nginx \
    && chmod -R 777 /var/cache/nginx /var/www/shop \
    && touch /var/run/nginx.pid && chown nginx:nginx /var/run/nginx.pid

USER nginx
EXPOSE 8443
HEALTHCHECK --interval=30s --timeout=5s \
    CMD curl -fsS --cacert /etc/nginx/tls/shop.crt --resolve shop.brambleandco.example:8443:127.0.0.1 https://shop.brambleandco.example:8443/ping || exit 1

CMD ["nginx", "-g", "daemon off;"]
