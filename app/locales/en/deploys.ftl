deploy-of-one = Name either service or product, and not both
deploy-product-unknown = There is no such product, or it has no service
deploy-ahead = This lies ahead. Give the time at which it was deployed
deploy-too-many = At most { $most } can be sent at once. Send them in parts
deploy-not-understood = Send one deploy as an object, or an array of them
deploy-sentence = Deployed { $services } { $version } ({ $environment })
