import { expect, test } from "vitest";
import { GoldpanError } from "../../common/errors/goldpan-error.js";
import { MemoryBuckets, MemoryStore } from "../../tests/support/memory-store.js";
import { Catalog } from "./catalog.js";

/** Its files are replaced once, after they were listed: the old one is gone when it is looked into. */
class ReplacedStore extends MemoryStore {
  replaced = false;

  override async read(uri: string, range: { start: number; end: number }): Promise<Uint8Array> {
    if (!this.replaced) {
      this.replaced = true;
      await this.delete([uri]);
      await this.put(uri.replace("old", "new"), Buffer.from("id,name\n"));
      throw new GoldpanError("STORE_OBJECT_NOT_FOUND", `${uri} does not exist`);
    }
    return super.read(uri, range);
  }
}

test("files that are replaced between their listing and a look into them are listed again", async () => {
  const store = new ReplacedStore(new MemoryBuckets());
  await store.put("s3a://raw/t/old.csv", Buffer.from("a\n"));
  const catalog = new Catalog(store);
  const scan = { paths: ["s3a://raw/t/"], format: "csv", options: { header: "true" }, schema: null, quarantine: false };
  const found = await catalog.scan(scan);
  expect(found.files.map(({ uri }) => uri)).toEqual(["s3a://raw/t/new.csv"]);
  expect(found.fields).toEqual(["id", "name"]);
});
