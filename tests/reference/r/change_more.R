# Makes change_more.json: drawn intervals, errors of measurement, shares by cluster and drift, on the data of change.json.
# Run from the root:  Rscript tests/reference/r/change_more.R
suppressMessages({library(boot); library(sandwich); library(jsonlite)})
set.seed(77)
made <- fromJSON("tests/reference/r/change.json")$data
say <- function(call, ...) list(call = call, values = list(...))
ends <- function(t) unname(quantile(t, c(.025, .975), type = 7, na.rm = TRUE))

biserial <- function(d) {d <- d[d != 0]; r <- rank(abs(d)); (sum(r[d > 0]) - sum(r[d < 0])) / sum(r)}
drawn <- lapply(made[c("short", "scale", "tenths")], function(x) {
  b <- x$before; a <- x$after
  f <- function(x, i) {p <- x[i, 1]; q <- x[i, 2]; d <- round(q - p, 9); c(biserial(d), median(p), median(q), quantile(d, c(.1, .25, .5, .75, .9), type = 7))}
  t <- boot(cbind(b, a), f, R = 20000)$t
  say("boot(cbind(b, a), f, R = 20000)$t, quantile(type = 7)", rank_biserial = ends(t[, 1]), median_before = ends(t[, 2]), median_after = ends(t[, 3]),
      quantiles = t(apply(t[, 4:8], 2, ends)), spread = apply(t, 2, sd))
})
d_rm <- lapply(made[c("short", "scale", "tenths")], function(x) {
  b <- x$before; a <- x$after; n <- length(b); r <- cor(b, a); d <- mean(a - b) / sd(a - b) * sqrt(2 * (1 - r))
  v <- (1 / n + d^2 / (2 * n)) * 2 * (1 - r)                             # Borenstein and others 2009, 4.28
  say("mean(d) / sd(d) sqrt(2 (1 - r)); d +- 1.96 sqrt(v)", d = d, low = d - qnorm(.975) * sqrt(v), high = d + qnorm(.975) * sqrt(v))
})
errors <- lapply(made[c("short", "scale", "tenths")], function(x) {
  s <- sd(x$before); say("sd(before) / 2, sd(before) sqrt(1 - .8), 1.96 sqrt(2) of it", half = s / 2, sem = s * sqrt(.2), mdc = qnorm(.975) * sqrt(2) * s * sqrt(.2))})

g <- made$groups; d <- g$after - g$before; up <- as.numeric(d >= 2); k <- length(unique(g$cluster)); p <- mean(up)
se <- sqrt(vcovCL(lm(up ~ 1), g$cluster, type = "HC1")[1]); m <- p * (1 - p) / se^2; z <- qt(.975, k - 1)
middle <- (p + z^2 / (2 * m)) / (1 + z^2 / m); reach <- z * sqrt(p * (1 - p) / m + z^2 / (4 * m^2)) / (1 + z^2 / m)
share <- say("sandwich::vcovCL(lm(up ~ 1), cluster, type = 'HC1'); Wilson with p (1 - p) / se^2 people and qt(.975, 6)", p = p, x = sum(up), low = middle - reach, high = middle + reach)

where <- split(seq_along(d), g$cluster)
t <- t(replicate(20000, {i <- unlist(where[sample.int(k, k, TRUE)]); e <- d[i]; c(mean(e) / sd(e), cor(g$before[i], g$after[i]))}))
t[!is.finite(t)] <- NA
clusters <- say("20000 draws of whole clusters, quantile(type = 7)", d_z = ends(t[, 1]), correlation = ends(t[, 2]), spread = apply(t, 2, sd, na.rm = TRUE))

write(toJSON(list(
  made_with = c(R.version.string, sapply(c("boot", "sandwich"), function(p) paste(p, packageVersion(p)))),
  drawn = drawn, d_rm = d_rm, errors = errors, share = share, clusters = clusters), digits = NA, na = "null", auto_unbox = TRUE), "tests/reference/r/change_more.json")
