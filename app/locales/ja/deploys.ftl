deploy-of-one = service か product のどちらか 1つを書く
deploy-product-unknown = そのプロダクトがないか、サービスが 1つもない
deploy-ahead = まだ来ていない時刻。デプロイした時刻を書く
deploy-too-many = 1回に送れるのは { $most }件まで。分けて送る
deploy-not-understood = デプロイ 1つのオブジェクトか、その配列を送る
deploy-sentence = { $services } { $version } をデプロイした ({ $environment })
