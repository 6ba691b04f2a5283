# Golden values of multiple imputation: R 4.2.2 with mice 3.15.0, nnet 7.3-18, jsonlite (Debian 12).
# Usage: Rscript make_imputation.R   (in this folder; writes input.csv and expected.json)
Sys.setenv(TZ = "UTC")
suppressMessages({ library(mice); library(jsonlite) })
set.seed(20220722)
n <- 120
age <- round(rgamma(n, 2, scale = 2), 1)
stage <- sample(c("I", "III", "IV"), n, TRUE, c(.3, .3, .4))
gender <- ifelse(runif(n) < plogis(0.2 * age - 0.8), "Male", "Female")
nse <- round(exp(4 + 0.15 * age + 0.8 * (stage == "IV") + rnorm(n, 0, .7)))
ldh <- round(300 + 0.8 * nse + rnorm(n, 0, 150))
y <- as.integer(runif(n) < plogis(-2.2 + 0.25 * age + 0.002 * nse + 0.5 * (stage == "IV") + 0.4 * (gender == "Male")))
train <- rep(c(TRUE, TRUE, FALSE), n / 3)
hole <- function(x, share, by) { gone <- runif(n) < pmin(.9, 2 * share * plogis(scale(by)[, 1])); x[gone] <- NA; x }
full <- data.frame(age, nse, ldh, gender, stage)
d <- data.frame(age = hole(age, .05, nse), nse = hole(nse, .2, age), ldh = hole(ldh, .25, age), gender = hole(gender, .12, nse), stage = hole(stage, .15, ldh))
write.csv(cbind(id = seq_len(n), train = ifelse(train, "train", "test"), y = y, d), "input.csv", row.names = FALSE, quote = FALSE, na = "")
d$gender <- factor(d$gender, levels = c("Female", "Male")); d$stage <- factor(d$stage, levels = c("I", "III", "IV"))
codes <- function(imp, m) lapply(seq_len(m), function(i) lapply(complete(imp, i), function(x) if (is.factor(x)) as.integer(x) - 1 else x))
m <- 5

# With the outcome, on the training rows: what the models are fitted to. mice as it is.
a <- cbind(d, y = y)[train, ]
with_outcome <- mice(a, m = m, maxit = 5, seed = 7, printFlag = FALSE)

# Without it, all rows; the test rows (`ignore`) are imputed by models of the training rows. mice places its
# pseudo-observations by the spread of all rows, ignored ones too, and counts them as missing: here by the training rows.
fitted_rows <- train
own_augment <- function(y, ry, x, wy, maxcat = 50) {
  icod <- sort(unique(unclass(y[fitted_rows]))); k <- length(icod); p <- ncol(x)
  if (p == 0 || sum(!ry & fitted_rows) == 1) return(list(y = y, ry = ry, x = x, wy = wy, w = rep(1, length(y))))
  t <- x[fitted_rows, , drop = FALSE]; rows <- NULL; e <- NULL
  mu <- colMeans(t); s <- apply(t, 2, sd); lo <- apply(t, 2, min); hi <- apply(t, 2, max)
  for (j in seq_len(p)) for (g in icod) for (side in c(.5, -.5)) { r <- mu; r[j] <- min(max(mu[j] + side * s[j], lo[j]), hi[j]); rows <- rbind(rows, r); e <- c(e, g) }
  colnames(rows) <- colnames(x); nr <- nrow(rows)
  list(y = if (is.factor(y)) factor(c(as.character(y), levels(y)[e]), levels = levels(y)) else c(y, e), ry = c(ry, rep(TRUE, nr)),
       x = rbind(x, rows), wy = c(wy, rep(FALSE, nr)), w = c(rep(1, length(y)), rep((p + 1) / nr, nr)))
}
assignInNamespace("augment", own_augment, "mice")
without_outcome <- mice(d, m = m, maxit = 5, seed = 8, ignore = !train, printFlag = FALSE)

# Rubin's rules on the training rows (glm to its optimum).
fits <- with(with_outcome, glm(y ~ age + nse + gender + stage, family = binomial, epsilon = 1e-14, maxit = 100))
pooled <- pool(fits); s <- summary(pooled, conf.int = TRUE)
q <- lapply(fits$analyses, coef); u <- lapply(fits$analyses, vcov)
term <- c("stageIII", "stageIV"); k <- 2                                  # Li, Raghunathan & Rubin 1991
qs <- sapply(q, function(x) x[term]); qb <- rowMeans(qs); ub <- Reduce(`+`, lapply(u, function(x) x[term, term])) / m; b <- cov(t(qs))
r <- (1 + 1 / m) * sum(diag(b %*% solve(ub))) / k; D <- c(qb %*% solve(ub) %*% qb) / (k * (1 + r)); t <- k * (m - 1)
v <- if (t > 4) 4 + (t - 4) * (1 + (1 - 2 / t) / r)^2 else t * (1 + 1 / k) * (1 + 1 / r)^2 / 2

# AUC of the pooled model in each completed table, DeLong's variance, pooled on the logit scale.
beta <- s$estimate
delong <- function(p, y) { x1 <- p[y == 1]; x0 <- p[y == 0]; psi <- outer(x1, x0, function(a, b) (a > b) + .5 * (a == b)); c(mean(psi), var(rowMeans(psi)) / length(x1) + var(colMeans(psi)) / length(x0)) }
aucs <- function(imp, rows, outcome) sapply(seq_len(m), function(i) { x <- model.matrix(~ age + nse + gender + stage, complete(imp, i)[rows, ]); delong(c(x %*% beta), outcome) })
pool_auc <- function(au) { l <- qlogis(au[1, ]); w <- au[2, ] / (au[1, ] * (1 - au[1, ]))^2; p <- pool.scalar(l, w, n = Inf); h <- qt(.975, p$df) * sqrt(p$t)
  list(aucs = au[1, ], variances = au[2, ], auc = plogis(p$qbar), low = plogis(p$qbar - h), high = plogis(p$qbar + h), df = p$df) }
on_training <- pool_auc(aucs(with_outcome, seq_len(sum(train)), y[train])); on_test <- pool_auc(aucs(without_outcome, which(!train), y[!train]))

# The whole clinical model, as `petra study run` fits it with screening and final p of 1.
all_fits <- with(with_outcome, glm(y ~ age + nse + ldh + gender + stage, family = binomial, epsilon = 1e-14, maxit = 100)); sa <- summary(pool(all_fits), conf.int = TRUE); beta <- sa$estimate
aucs <- function(imp, rows, outcome) sapply(seq_len(m), function(i) { x <- model.matrix(~ age + nse + ldh + gender + stage, complete(imp, i)[rows, ]); delong(c(x %*% beta), outcome) })
study <- list(term = as.character(sa$term), coefficient = sa$estimate, se = sa$std.error, or = exp(sa$estimate), low = exp(sa[["2.5 %"]]), high = exp(sa[["97.5 %"]]), p = sa$p.value,
  train = pool_auc(aucs(with_outcome, seq_len(sum(train)), y[train])), test = pool_auc(aucs(without_outcome, which(!train), y[!train])))

set.seed(3); chi <- sapply(c(.5, 1, 1.7, 3, 7.372, 12, 26, 26.1, 60, 240), function(df) rchisq(20, df))
set.seed(11); d1 <- rnorm(30); t1 <- rnorm(12)
write_json(list(
  packages = list(R = as.character(getRversion()), mice = as.character(packageVersion("mice")), nnet = as.character(packageVersion("nnet"))),
  with_outcome = codes(with_outcome, m), without_outcome = codes(without_outcome, m),
  pooled = list(term = as.character(s$term), coefficient = s$estimate, se = s$std.error, statistic = s$statistic, df = s$df, p = s$p.value,
                low = s[["2.5 %"]], high = s[["97.5 %"]], within = pooled$pooled$ubar, between = pooled$pooled$b, fmi = pooled$pooled$fmi),
  stage = list(F = D, df1 = k, df2 = v, p = pf(D, k, v, lower.tail = FALSE)),
  auc = list(train = on_training, test = on_test), study = study, rchisq_seed3 = t(chi)),
  "expected.json", digits = NA, auto_unbox = TRUE, pretty = FALSE)
cat("missing in training:", colSums(is.na(a)), " in test:", colSums(is.na(d[!train, ])), "\n"); print(s)
