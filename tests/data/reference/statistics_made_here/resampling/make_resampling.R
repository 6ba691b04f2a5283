# Nested cross-validation, permutation test and fold seeds of the radiomics funnel on the simulated study, in R.
# Usage: Rscript make_resampling.R SIM_133_FOLDER OUT.json      (R 4.2.2, glmnet 4.1-6, jsonlite)
suppressMessages({library(glmnet); library(jsonlite)}); options(warn = -1)
a <- commandArgs(TRUE); dir <- a[1]
e <- fromJSON(file.path(dir, "expected.json")); cl <- read.csv(file.path(dir, "clinical.csv")); tr <- cl$set == "train"
all <- as.matrix(read.csv(file.path(dir, "features_reader1.csv.gz"), check.names = FALSE, row.names = 1))[tr, ]
y <- cl$bmi[tr]; own_fold <- cl$foldid[tr]; n <- length(y)
kept <- e$icc$kept[seq(1, length(e$icc$kept), by = 7)]   # every seventh stable feature: 152 columns
X <- all[, kept]
auc <- function(y, p) { r <- rank(p); n1 <- sum(y == 1); (sum(r[y == 1]) - n1*(n1+1)/2)/(n1*sum(y == 0)) }
first_come <- function(M, cut = .9) { k <- integer(); for (j in seq_len(ncol(M))) if (!length(k) || all(M[j, k] <= cut)) k <- c(k, j); k }
funnel <- function(S, y, fold) {                          # returns a function: features -> linear predictor of the radiomics model
  M <- pmax(abs(cor(S)), abs(cor(apply(S, 2, rank)))); k <- first_come(M); mu <- colMeans(S[, k]); s <- apply(S[, k], 2, sd)
  z <- function(A) sweep(sweep(A[, k, drop = FALSE], 2, mu), 2, s, "/")
  cv <- cv.glmnet(z(S), y, family = "binomial", foldid = fold, thresh = 1e-14, maxit = 1e7)
  b <- coef(cv, s = "lambda.min")[, 1]; list(score = function(A) as.numeric(cbind(1, z(A)) %*% b), features = sum(b[-1] != 0)) }
deal <- function(y, folds, inner) { fold <- integer(n); fold[y == 0] <- sample(rep(1:folds, length.out = sum(y == 0)))
  fold[y == 1] <- sample(rep(folds:1, length.out = sum(y == 1)))
  list(fold = fold, inner = lapply(1:folds, function(f) { i <- integer(n); i[fold != f] <- sample(rep(1:inner, length.out = sum(fold != f))); i })) }
held_out <- function(y, split) { out <- lapply(seq_along(split$inner), function(f) { i <- split$fold != f
  m <- funnel(X[i, ], y[i], split$inner[[f]][i]); list(score = m$score(X[!i, , drop = FALSE]), y = y[!i], features = m$features) }); out }
fold_auc <- function(h) mean(sapply(h, function(f) auc(f$y, f$score)))
set.seed(1); splits <- lapply(1:3, function(r) deal(y, 5, 5)); H <- lapply(splits, function(s) held_out(y, s))
nested <- list(folds = 5, inner_folds = 5, repeats = 3, seed = 1, auc = sapply(H, fold_auc), features = unlist(lapply(H, function(h) sapply(h, function(f) f$features))))
B <- 30; set.seed(1); split <- deal(y, 5, 5); set.seed(1); P <- lapply(1:B, function(b) sample(n))
stat <- function(p) { yp <- y[p]; sp <- list(fold = split$fold[p], inner = lapply(split$inner, function(i) i[p])); m <- funnel(X, yp, own_fold[p])
  c(fold_auc(held_out(yp, sp)), auc(yp, m$score(X))) }
observed <- stat(seq_len(n)); null <- sapply(P, stat)
permutation <- list(permutations = B, seed = 1, observed_cross_validated = observed[1], observed_apparent = observed[2], null_cross_validated = null[1, ], null_apparent = null[2, ],
  p_cross_validated = (1 + sum(null[1, ] >= observed[1]))/(1 + B), p_apparent = (1 + sum(null[2, ] >= observed[2]))/(1 + B), q95_cross_validated = unname(quantile(null[1, ], .95)))
U <- all[, e$redundancy$first_come$kept]; Z <- scale(U)
seeds <- lapply(1:12, function(s) { set.seed(s); f <- sample(rep(1:5, length = n)); cv <- cv.glmnet(Z, y, family = "binomial", foldid = f, thresh = 1e-14, maxit = 1e7)
  b <- coef(cv, s = "lambda.min")[-1, 1]; list(seed = s, lambda_min = cv$lambda.min, n = sum(b != 0), selected = I(names(b)[b != 0])) })
write_json(list(columns = kept, nested = nested, permutation = permutation, fold_seeds = seeds), a[2], digits = NA, auto_unbox = TRUE, pretty = TRUE)
cat("nested", nested$auc, "p", permutation$p_cross_validated, permutation$p_apparent, "seeds", sapply(seeds, function(s) s$n), "\n")
