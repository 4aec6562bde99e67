using OrderedBlocks.Tests.Streams;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Docs;

/// <summary>docs/async-streams.md: what its examples do.</summary>
[TestClass]
public sealed class StreamExampleTests
{
    [TestMethod]
    public async Task Pages_AreLoadedInParallel_AndComeInOrder()
    {
        var shown = new Log<string>();
        static IAsyncEnumerable<int> ReadIdsAsync() => new CountedItems(20);

        // <example: select-ordered>
        IAsyncEnumerable<string> pages = ReadIdsAsync().SelectOrdered(
            LoadPageAsync,
            new OrderedBlockOptions { MaxDegreeOfParallelism = 8, BoundedCapacity = 16 });
        await foreach (string page in pages)
        {
            shown.Add(page);
        }

        // </example>
        CollectionAssert.AreEqual(Enumerable.Range(0, 20).Select(static id => $"page {id}").ToArray(), shown.Entries);
    }

    [TestMethod]
    public async Task Links_OfPages_ComeInOrder()
    {
        IAsyncEnumerable<int> ids = new CountedItems(3);

        // <example: select-many-ordered>
        IAsyncEnumerable<string> links = ids.SelectManyOrdered(
            ReadLinksAsync,
            new OrderedBlockOptions { MaxDegreeOfParallelism = 4, BoundedCapacity = 8, OutputCapacity = 64 });
        // </example>
        (List<string> items, Exception? error) = await links.CollectAsync().WithTimeout();
        Assert.IsNull(error);
        CollectionAssert.AreEqual((string[])["1.0", "2.0", "2.1"], items);
    }

    [TestMethod]
    public void Hashes_OfFiles_ComeInOrder()
    {
        byte[][] files = [[1], [2, 3], []];

        // <example: sequence>
        foreach (byte[] hash in files.SelectOrdered(static file => System.Security.Cryptography.SHA256.HashData(file)))
        {
            Assert.AreEqual(32, hash.Length);
        }

        // </example>
    }

    [TestMethod]
    public async Task Block_ThatFails_IsReadToItsEnd()
    {
        var written = new Log<int>();
        var block = new OrderedTransformBlock<int, int>(
            static item => item == 3 ? throw new InvalidDataException("Item 3 is bad.") : item,
            new OrderedBlockOptions { FailureMode = ItemFailureMode.FaultInOrder });
        Assert.AreEqual(5, block.PostRange([1, 2, 3, 4, 5]));
        string? message = null;

        // <example: read-all>
        try
        {
            await foreach (int item in block.ReadAllAsync())
            {
                written.Add(item);
            }
        }
        catch (InvalidDataException error)
        {
            message = error.Message;
        }

        // </example>
        Assert.AreEqual("Item 3 is bad.", message);
        CollectionAssert.AreEqual((int[])[1, 2], written.Entries);
    }

    private static async ValueTask<string> LoadPageAsync(int id, CancellationToken token)
    {
        await Task.Yield();
        token.ThrowIfCancellationRequested();
        return $"page {id}";
    }

    private static async IAsyncEnumerable<string> ReadLinksAsync(int id)
    {
        for (int link = 0; link < id; link++)
        {
            await Task.Yield();
            yield return $"{id}.{link}";
        }
    }
}
