# Makes tests/reference/r/change.json: what R says about invented data. Run from the project's folder:
#   Rscript tests/reference/r/change.R
# Every entry keeps the call that made it. Nothing here uses the project's own code.
suppressMessages({library(psych); library(effectsize); library(sandwich); library(emmeans); library(pROC); library(boot)})
library(jsonlite)
options(digits = 15)

say <- function(call, ...) list(call = call, values = list(...))

set.seed(20260101)
spread <- function(n, low, high, rise) {
  before <- pmin(high, pmax(low, round(rnorm(n, (low + high) / 2, (high - low) / 5))))
  after <- pmin(high, pmax(low, before + round(rnorm(n, rise, (high - low) / 8))))
  list(before = before, after = after)
}
data <- list(
  short = list(before = c(5, 7, 3, 8, 6, 4, 9, 5, 6, 7, 4, 8), after = c(7, 7, 5, 6, 9, 5, 9, 8, 6, 8, 7, 7)),
  scale = spread(60, 0, 21, 1.5),
  tenths = {x <- spread(45, 0, 100, -3); list(before = x$before / 10, after = x$after / 10)}
)

walsh <- function(d) sort((outer(d, d, "+") / 2)[upper.tri(diag(length(d)), diag = TRUE)])
limits <- function(d) {
  n <- length(d); w <- walsh(d); m <- length(w)
  c <- if (n <= 50) qsignrank(0.025, n) else floor(n * (n + 1) / 4 - qnorm(0.975) * sqrt(n * (n + 1) * (2 * n + 1) / 24))
  c(median(w), w[c], w[m + 1 - c])
}
exact <- function(d) {                    # every pattern of signs, by brute force
  d <- d[d != 0]; r <- rank(abs(d)); v <- sum(r[d > 0])
  all <- as.matrix(expand.grid(rep(list(0:1), length(r)))) %*% r
  min(1, 2 * min(mean(all <= v + 1e-9), mean(all >= v - 1e-9)))
}
change <- function(name, bound) {
  b <- data[[name]]$before; a <- data[[name]]$after; d <- round(a - b, 9); n <- length(d)  # rounded, so that ties are ties
  t <- t.test(d); w <- wilcox.test(d, exact = FALSE, correct = TRUE); r <- cor.test(b, a)
  s <- binom.test(sum(d > 0), sum(d != 0)); z <- cohens_d(d); g <- hedges_g(d); h <- limits(d)
  ncp <- function(tail) uniroot(function(x) pt(t$statistic, n - 1, x) - tail, t$statistic + c(-8, 8), tol = 1e-13)$root
  average <- mean(d) / sqrt((var(b) + var(a)) / 2); out <- list(
    t = say("t.test(d)", mean = mean(d), se = t$stderr, t = unname(t$statistic), df = unname(t$parameter),
            p = t$p.value, low = t$conf.int[1], high = t$conf.int[2]),
    before = say("t.test(b)", mean = mean(b), low = t.test(b)$conf.int[1], high = t.test(b)$conf.int[2], sd = sd(b)),
    wilcoxon = say("wilcox.test(d, exact = FALSE, correct = TRUE)", v = unname(w$statistic), p = w$p.value),
    hodges_lehmann = say("sorted (outer(d, d, '+') / 2)[upper.tri], qsignrank", estimate = h[1], low = h[2], high = h[3]),
    sign = say("binom.test(sum(d > 0), sum(d != 0))", x = unname(s$statistic), p = s$p.value, estimate = unname(s$estimate),
               low = s$conf.int[1], high = s$conf.int[2]),
    correlation = say("cor.test(b, a)", r = unname(r$estimate), t = unname(r$statistic), p = r$p.value,
                      low = r$conf.int[1], high = r$conf.int[2]),
    d_z = say("effectsize::cohens_d(d); limits by uniroot() on pt(t, n - 1, ncp), as effectsize's optim() stops early",
      d = z$Cohens_d, low = ncp(.975) / sqrt(n), high = ncp(.025) / sqrt(n), effectsize = c(z$CI_low, z$CI_high)),
    g_z = say("effectsize::hedges_g(d)", g = g$Hedges_g),
    d_av = say("mean(d) / sqrt((var(b) + var(a)) / 2)", d = average, g = average * exp(lgamma((n - 1) / 2) - log(sqrt((n - 1) / 2)) - lgamma((n - 2) / 2))),
    rank_biserial = say("effectsize::rank_biserial(d[d != 0])", r = rank_biserial(d[d != 0])$r_rank_biserial),
    quantiles = say("quantile(d, c(.1, .25, .5, .75, .9), type = 7)", q = unname(quantile(d, c(.1, .25, .5, .75, .9)))),
    medians = say("median", before = median(b), after = median(a)),
    equivalence = say("t.test(d, mu = -/+ bound, alternative = 'greater'/'less'), t.test(d, conf.level = .9)", bound = bound,
      p = max(t.test(d, mu = -bound, alternative = "greater")$p.value, t.test(d, mu = bound, alternative = "less")$p.value),
      low = t.test(d, conf.level = .9)$conf.int[1], high = t.test(d, conf.level = .9)$conf.int[2]),
    detectable = say("power.t.test(n, sd = sd(d), power = .8, type = 'paired', strict = TRUE, tol = 1e-12)$delta",
      delta = power.t.test(n = n, sd = sd(d), power = .8, type = "paired", strict = TRUE, tol = 1e-12)$delta),
    bca = {
      set.seed(1)
      d_av <- function(x, i) mean(x[i, 2] - x[i, 1]) / sqrt((var(x[i, 1]) + var(x[i, 2])) / 2)
      b <- boot(cbind(b, a), d_av, R = 20000); ci <- boot.ci(b, type = "bca", L = empinf(b, type = "jack"))$bca
      say("boot::boot.ci(boot(cbind(b, a), d_av, R = 20000), type = 'bca', L = jackknife); by chance, so compared loosely",
          low = ci[4], high = ci[5])
    })
  if (sum(d != 0) <= 14) out$exact <- say("all sign patterns by expand.grid", p = exact(d))
  out
}

groups <- list(
  before = c(4, 6, 5, 7, 3, 8, 6, 5, 4, 7, 5, 6, 4, 8, 7, 3, 5, 6, 6, 2), after = c(6, 9, 6, 9, 6, 9, 8, 8, 5, 9, 5, 7, 4, 9, 7, 4, 4, 7, 8, 4),
  programme = rep(1:0, c(11, 9)), cluster = c(1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 6, 7, 7))
comparison <- with(groups, {
  b <- before; a <- after; g <- programme; d <- a - b
  m <- lm(a ~ b + g); s <- summary(m)$coefficients["g", ]; i <- confint(m)["g", ]
  e <- as.data.frame(emmeans(lm(a ~ b + factor(g)), "g")); x <- summary(lm(a ~ b * g))$coefficients["b:g", ]
  t <- t.test(d[g == 1], d[g == 0]); h <- hedges_g(d[g == 1], d[g == 0]); robust <- sqrt(diag(vcovCL(m, cluster, type = "HC1")))
  n1 <- sum(g == 1); n0 <- sum(g == 0); pooled <- sqrt(((n1 - 1) * var(b[g == 1]) + (n0 - 1) * var(b[g == 0])) / (n1 + n0 - 2))
  list(
    ancova = say("lm(a ~ b + g)", b = s[[1]], se = s[[2]], t = s[[3]], p = s[[4]], low = i[[1]], high = i[[2]]),
    means = say("emmeans(lm(a ~ b + factor(g)), 'g')", comparison = e$emmean[1], programme = e$emmean[2], se = e$SE, low = e$lower.CL, high = e$upper.CL),
    slope = say("lm(a ~ b * g)", b = x[[1]], se = x[[2]], p = x[[4]]),
    welch = say("t.test(d[g == 1], d[g == 0])", t = unname(t$statistic), df = unname(t$parameter), p = t$p.value, low = t$conf.int[1], high = t$conf.int[2]),
    g = {root <- sqrt(1 / n1 + 1 / n0); df <- n1 + n0 - 2
      stat <- t.test(d[g == 1], d[g == 0], var.equal = TRUE)$statistic; j <- exp(lgamma(df / 2) - log(sqrt(df / 2)) - lgamma((df - 1) / 2))
      limit <- function(tail) j * root * uniroot(function(x) pt(stat, df, x) - tail, stat + c(-8, 8), tol = 1e-13)$root
      say("effectsize::hedges_g(d[g == 1], d[g == 0]); limits by uniroot() on pt()", g = h$Hedges_g, low = limit(.975), high = limit(.025))},
    ppc2 = say("(1 - 3 / (4 (n1 + n0 - 2) - 1)) (mean d1 - mean d0) / pooled SD before", d = (1 - 3 / (4 * (n1 + n0 - 2) - 1)) * (mean(d[g == 1]) - mean(d[g == 0])) / pooled),
    robust = say("sqrt(diag(sandwich::vcovCL(lm(a ~ b + g), cluster, type = 'HC1')))", se = unname(robust["g"])),
    robust_change = say("sqrt(diag(vcovCL(lm(d ~ g), cluster, type = 'HC1')))", se = unname(sqrt(diag(vcovCL(lm(d ~ g), cluster, type = "HC1")))["g"])),
    robust_mean = say("sqrt(vcovCL(lm(d ~ 1), cluster))", se = unname(sqrt(vcovCL(lm(d ~ 1), cluster))[1])),
    icc = {f <- anova(aov(d ~ factor(cluster))); k <- table(cluster); n <- sum(k); m0 <- (n - sum(k^2) / n) / (length(k) - 1)
      say("(MSB - MSW) / (MSB + (m0 - 1) MSW) from anova(aov(d ~ factor(cluster)))", r = (f$`Mean Sq`[1] - f$`Mean Sq`[2]) / (f$`Mean Sq`[1] + (m0 - 1) * f$`Mean Sq`[2]))},
    auc = {r <- roc(g, d, direction = "<", quiet = TRUE); c <- ci.auc(r)
      say("pROC::ci.auc(roc(g, d, direction = '<'))", auc = c[2], low = c[1], high = c[3])})
})

true <- rnorm(60); items <- sapply(c(.9, .7, .5, .3, .8), function(l) pmin(5, pmax(1, round(3 + l * true + rnorm(60, sd = .8)))))
quality <- {
  a <- psych::alpha(items, check.keys = FALSE); f <- fa(cor(items), nfactors = 1, fm = "minres", n.obs = 60, rotate = "none")
  l <- as.vector(f$loadings)
  list(
    alpha = say("psych::alpha(items)", raw = a$total$raw_alpha, standardised = a$total$std.alpha, average_r = a$total$average_r,
                low = a$feldt$lower.ci[[1]], high = a$feldt$upper.ci[[1]]),
    item_rest_r = say("psych::alpha(items)$item.stats$r.drop", r = a$item.stats$r.drop),
    alpha_without = say("psych::alpha(items)$alpha.drop$raw_alpha", alpha = a$alpha.drop$raw_alpha),
    omega = say("l <- psych::fa(cor(items), nfactors = 1, fm = 'minres')$loadings; sum(l)^2 / (sum(l)^2 + sum(1 - l^2))",
                loadings = l, omega = sum(l)^2 / (sum(l)^2 + sum(1 - l^2))),
    means = say("colMeans(items), t.test(items[, 1])", mean = unname(colMeans(items)), low = t.test(items[, 1])$conf.int[1]))
}

lines <- {
  n <- 24; person <- rep(seq_len(n), each = 4); when <- rep(0:3, n)
  score <- round(10 + rep(rnorm(n, 0, 3), each = 4) + rep(rnorm(n, 1, 1.5), each = 4) * when + rnorm(4 * n, 0, 1.2))
  score[c(7, 30, 31, 50, 66, 88)] <- NA
  m <- lme4::lmer(score ~ when + (when | person)); r <- as.data.frame(lme4::ranef(m, condVar = TRUE)); r <- r[r$term == "when", ]
  say("as.data.frame(lme4::ranef(lmer(score ~ when + (when | person)), condVar = TRUE))",
      scores = matrix(score, ncol = 4, byrow = TRUE), common = lme4::fixef(m)[["when"]], slope = r$condval, sd = r$condsd)
}

small <- list(
  wilson = lapply(list(c(0, 8), c(3, 8), c(8, 8), c(40, 317)), function(x) {
    p <- prop.test(x[1], x[2], correct = FALSE)$conf.int
    say("prop.test(x, n, correct = FALSE)", x = x[1], n = x[2], low = p[1], high = p[2])}),
  holm = say("p.adjust(p, 'holm')", p = c(.04, .001, .03, .2, .02), adjusted = p.adjust(c(.04, .001, .03, .2, .02), "holm")),
  welch = {t <- t.test(c(3, 5, 4, 6), data$short$before)
    say("t.test(c(3, 5, 4, 6), short$before)", estimate = 4.5 - mean(data$short$before), t = unname(t$statistic), df = unname(t$parameter), p = t$p.value,
        low = t$conf.int[1], high = t$conf.int[2], g = hedges_g(c(3, 5, 4, 6), data$short$before)$Hedges_g)},
  power = lapply(list(c(2, 1), c(5, 2), c(30, 1.5), c(1000, 3)), function(x) say("power.t.test(n, sd, power = .8, type = 'paired', strict = TRUE)$delta",
    n = x[1], sd = x[2], delta = uniroot(function(m) power.t.test(n = x[1], delta = m, sd = x[2], type = "paired", strict = TRUE)$power - .8, c(.01, 50), tol = 1e-12)$root)),
  people = lapply(list(c(.5, 2), c(1, 1), c(.1, 2)), function(x) say("ceiling(power.t.test(delta, sd, power = .8, type = 'paired', strict = TRUE)$n)",
    change = x[1], sd = x[2], n = ceiling(power.t.test(delta = x[1], sd = x[2], power = .8, type = "paired", strict = TRUE)$n))))

write(toJSON(list(
  made_with = c(R.version.string, sapply(c("psych", "effectsize", "sandwich", "emmeans", "pROC", "boot", "lme4"), function(p) paste(p, packageVersion(p)))),
  data = c(data, list(groups = groups, items = items)),
  change = list(short = change("short", 2), scale = change("scale", 3), tenths = change("tenths", 1)),
  comparison = comparison, quality = quality, lines = lines, small = small), digits = NA, na = "null", auto_unbox = TRUE, pretty = FALSE), "tests/reference/r/change.json")
