namespace ParallelGzip.Tests;

/// <summary>Archives of other programs, mixed ones, and damaged ones.</summary>
[TestClass]
public sealed class ArchiveTests
{
    private static readonly byte[] s_plain = TestData.Text(20_000);

    [TestMethod]
    [DataRow(7)]
    [DataRow(8192)]
    [DataRow(1 << 20)]
    public async Task Decompress_MembersOfBothKinds_InAnyOrder(int mostPerRead)
    {
        byte[] ours = await OursAsync();
        byte[] foreign = TestData.ForeignMember(s_plain);
        byte[] empty = await OursAsync([]);

        foreach (byte[][] members in new byte[][][]
        {
            [foreign], [foreign, foreign], [ours, foreign], [foreign, ours], [ours, ours], [ours, empty, foreign, empty, ours],
        })
        {
            byte[] archive = [.. members.SelectMany(member => member)];
            byte[] expected = [.. members.SelectMany(member => member == empty ? [] : s_plain)];

            await AssertReadsAsync(expected, archive, mostPerRead);
        }
    }

    [TestMethod]
    public async Task Decompress_MemberEndsAtEveryPlaceInAPiece_ReadsTheNext()
    {
        // Pieces of 8 KiB go to zlib; a stored member of about that length ends around the edge of one.
        byte[] next = TestData.ForeignMember(s_plain);
        for (int length = 8160; length < 8180; length++)
        {
            byte[] noise = TestData.Noise(length);

            await AssertReadsAsync([.. noise, .. s_plain], [.. TestData.ForeignMember(noise), .. next]);
        }
    }

    [TestMethod]
    public async Task Decompress_CutAnywhere_Fails()
    {
        byte[] plain = TestData.Text(600);
        using var run = new GzipRunner();
        foreach (byte[] archive in new[] { TestData.ForeignMember(plain), await OursAsync(plain) })
        {
            byte[] twice = [.. archive, .. archive];
            for (int length = 0; length < twice.Length; length++)
            {
                if (length != archive.Length)
                {
                    Assert.AreEqual(1, await run.RunAsync(twice[..length], "-d", "-"), $"cut to {length} of {twice.Length}");
                    run.AssertOneErrorLine();
                }
            }
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Decompress_OneBitChanged_Fails(bool ours)
    {
        byte[] archive = ours ? await OursAsync(s_plain, "64K") : TestData.ForeignMember(s_plain);
        int header = ours ? 20 : 10;
        using var run = new GzipRunner();

        // Deflate data, CRC and length. Some header fields, the time for one, are nobody's to check.
        for (int position = header; position < archive.Length; position += position < archive.Length - 16 ? 97 : 1)
        {
            // Bits of the last deflate byte that no code uses mean nothing, to any decoder.
            if (position == archive.Length - 9)
            {
                continue;
            }

            byte[] damaged = [.. archive];
            damaged[position] ^= 0x10;

            Assert.AreEqual(1, await run.RunAsync(damaged, "-d", "-"), $"byte {position} of {archive.Length}");
            run.AssertOneErrorLine();
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(511)]
    [DataRow(20_000)]
    [DataRow(200_000)]
    public async Task Decompress_ZerosFollow_AreIgnored(int zeros)
    {
        await AssertReadsAsync(s_plain, [.. await OursAsync(), .. new byte[zeros]]);
        await AssertReadsAsync(s_plain, [.. TestData.ForeignMember(s_plain), .. new byte[zeros]]);
    }

    [TestMethod]
    [DataRow(new byte[] { 1 })]
    [DataRow(new byte[] { 0, 1 })]
    [DataRow(new byte[] { 1, 0 })]
    [DataRow(new byte[] { 0x1f })]
    [DataRow(new byte[] { 0x1f, 0x8c, 0, 0 })]
    [DataRow(new byte[] { 0, 0x1f, 0x8b })]
    public async Task Decompress_GarbageFollows_Fails(byte[] garbage)
    {
        using var run = new GzipRunner();
        foreach (byte[] archive in new[] { await OursAsync(), TestData.ForeignMember(s_plain) })
        {
            Assert.AreEqual(1, await run.RunAsync([.. archive, .. garbage], "-d", "-"));
            run.AssertOneErrorLine();
            Assert.AreEqual(1, await run.RunAsync([.. archive, .. new byte[30_000], .. garbage], "-d", "-"));
            run.AssertOneErrorLine();
        }
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("p")]
    [DataRow("plain text, not an archive")]
    public async Task Decompress_NoArchive_LeavesNoOutput(string text)
    {
        using var run = new GzipRunner();
        string file = run.Write("data.gz", System.Text.Encoding.ASCII.GetBytes(text));

        Assert.AreEqual(1, await run.RunAsync("-d", file));

        run.AssertOneErrorLine();
        run.AssertFiles("data.gz");
    }

    [TestMethod]
    public async Task Decompress_IndexPromisesTooMuch_Fails()
    {
        byte[] archive = await OursAsync();
        using var run = new GzipRunner();

        // The last block promises a gigabyte: nothing of that size is allocated for it.
        archive[^1] = 0x40;
        Assert.AreEqual(1, await run.RunAsync(archive, "-d", "-"));
        run.AssertOneErrorLine();

        // A size beyond the limit is not taken for an index, and the extra field is skipped as any other.
        archive = await OursAsync();
        archive[19] = 0x7f;
        Assert.AreEqual(0, await run.RunAsync(archive, "-d", "-"), run.Error);
        CollectionAssert.AreEqual(s_plain, run.Output);
    }

    private static Task<byte[]> OursAsync() => OursAsync(s_plain);

    private static async Task<byte[]> OursAsync(byte[] plain, string blockSize = "4K")
    {
        using var run = new GzipRunner();
        Assert.AreEqual(0, await run.RunAsync(plain, "-", "-b", blockSize), run.Error);
        return run.Output;
    }

    private static async Task AssertReadsAsync(byte[] expected, byte[] archive, int mostPerRead = int.MaxValue)
    {
        using var run = new GzipRunner();
        using var signals = new ShutdownSignals();
        using var output = new MemoryStream();
        Assert.AreEqual(
            0, await run.RunAsync(new TrickleStream(archive, mostPerRead), output, signals, "-d", "-", "-b", "4K"), run.Error);
        CollectionAssert.AreEqual(expected, output.ToArray());
    }
}
