"""The sample's README: what the folder is."""


def readme(world, campaigns, visits, targets) -> str:
    return "# サンプルのワークブック\n\n架空のインサイドセールスチームの 14 か月分です。`python data/generator` が作りました。\n"
