# Makes missing.json: means and slopes where not everybody was seen at each wave, on invented data. Run from the root:
#   Rscript tests/reference/r/missing.R
suppressMessages({library(lavaan); library(mice); library(nlme); library(jsonlite)})
set.seed(61)
say <- function(call, ...) list(call = call, values = list(...))

fiml <- function(d) {
  v <- names(d); k <- length(v)
  model <- c(unlist(lapply(1:k, function(i) sapply(i:k, function(j) sprintf("%s ~~ %s", v[i], v[j])))),
             sprintf("%s ~ m%d*1", v, 1:k), sprintf("change := m%d - m1", k))
  p <- parameterEstimates(lavaan(paste(model, collapse = "\n"), d, missing = "fiml", control = list(rel.tol = 1e-15, iter.max = 10000)))
  p <- p[p$op == "~1" | p$lhs == "change", ]
  say("lavaan(saturated, data, missing = 'fiml'), means and their difference", estimate = p$est, se = p$se, low = p$ci.lower, high = p$ci.upper)
}

two <- function(n, rho, off_b, off_a) {
  b <- round(rnorm(n, 10, 3)); a <- round(b * rho + 10 * (1 - rho) + 1 + rnorm(n, 0, 2)); b[off_b] <- NA; a[off_a] <- NA
  data.frame(b, a)
}
# the second waves of the second set are missing for those who started high, so that the pairs alone mislead
sets <- list(both_ways = two(40, .6, c(5, 12, 17, 39), c(3, 8, 9, 15, 22, 30, 31)), one_way = two(60, .8, integer(), integer()))
sets$one_way$a[sets$one_way$b > 11] <- NA

draws <- function(d) {
  times <- 1000
  i <- mice(d, m = times, method = "norm", maxit = 20, seed = 1, printFlag = FALSE)
  q <- sapply(seq_len(times), function(k) {x <- complete(i, k); c(mean(x$a - x$b), var(x$a - x$b) / nrow(x))})
  p <- pool.scalar(q[1, ], q[2, ], n = nrow(d), k = 1)
  say("mice(d, m = 1000, method = 'norm', maxit = 20), pool.scalar()", estimate = p$qbar, within = p$ubar, between = p$b, df = p$df)
}
rubin <- {q <- c(1.2, 1.5, 1.1, 1.4, 1.25); u <- c(.1, .12, .09, .11, .1); p <- pool.scalar(q, u, n = 40, k = 1)
  say("mice::pool.scalar(q, u, n = 40, k = 1)", q = q, u = u, estimate = p$qbar, se = sqrt(p$t), df = p$df)}

n <- 30; level <- rnorm(n, 10, 3)
four <- sapply(1:4, function(w) round(level + .8 * w + rnorm(n, 0, 1.5)))
four[cbind(c(2, 4, 7, 9, 13, 20, 25, 28, 30, 30), c(3, 4, 2, 4, 1, 4, 2, 3, 2, 3))] <- NA
times <- c(0, 3, 6, 12)
long <- na.omit(data.frame(person = rep(1:n, 4), time = rep(times, each = n), score = as.vector(four)))
s <- summary(lme(score ~ time, random = ~1 | person, data = long, control = lmeControl(msTol = 1e-12, tolerance = 1e-12)))$tTable["time", ]
m <- lme4::lmer(score ~ time + (1 | person), long, control = lme4::lmerControl(optCtrl = list(xtol_abs = 1e-12, ftol_abs = 1e-12)))
waves <- list(
  scores = four, times = times, means = fiml(setNames(as.data.frame(four), c("a", "b", "c", "d"))),
  slope = say("summary(lme(score ~ time, random = ~1 | person))$tTable", slope = s[["Value"]], se = s[["Std.Error"]], df = s[["DF"]], t = s[["t-value"]], p = s[["p-value"]]),
  again = say("coef(summary(lme4::lmer(score ~ time + (1 | person))))", slope = coef(summary(m))[2, 1], se = coef(summary(m))[2, 2]))

write(toJSON(list(
  made_with = c(R.version.string, sapply(c("lavaan", "mice", "nlme", "lme4"), function(p) paste(p, packageVersion(p)))),
  sets = lapply(sets, function(d) list(before = d$b, after = d$a, likelihood = fiml(d), imputed = draws(d))),
  rubin = rubin, waves = waves), digits = NA, na = "null", auto_unbox = TRUE, pretty = FALSE), "tests/reference/r/missing.json")
