using System.Text;
using Microsoft.Extensions.ObjectPool;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Docs;

/// <summary>docs/object-reuse.md: what its examples do.</summary>
[TestClass]
public sealed class ReuseExampleTests
{
    [TestMethod]
    public async Task ActionBlock_WithArrays_WritesAllInOrder()
    {
        using var file = new MemoryStream();
        OrderedActionBlock<int, ArraySegment<byte>> block = CreateWriter(file);
        foreach (int number in Enumerable.Range(0, 1000))
        {
            Assert.IsTrue(await block.SendAsync(number).WithTimeout());
        }

        block.Complete();
        await block.Completion.WithTimeout();
        string expected = string.Concat(Enumerable.Range(0, 1000).Select(static number => $"{number};"));
        Assert.AreEqual(expected, Encoding.UTF8.GetString(file.ToArray()));
    }

    [TestMethod]
    public async Task TransformBlock_WithAPool_MakesNoMoreThanAreUnderWay()
    {
        int made = 0;
        List<string> shown = [];

        // <example: reuse-transform>
        IResultPool<StringBuilder> lines = ResultPool.Create(
            capacity: 65, () => NewBuilder(), static builder => builder.Clear());

        var format = new OrderedTransformBlock<int, StringBuilder>(
            static (id, line) => line.Append("order ").Append(id),
            lines,
            new OrderedBlockOptions { MaxDegreeOfParallelism = 4, BoundedCapacity = 64 });

        var show = new ActionBlock<StringBuilder>(line =>
        {
            Show(line);
            lines.Return(line);
        }, new ExecutionDataflowBlockOptions { BoundedCapacity = 1 });
        format.LinkTo(show, new DataflowLinkOptions { PropagateCompletion = true });

        await foreach (int id in ReadOrdersAsync())
        {
            await format.SendAsync(id);
        }

        format.Complete();
        await show.Completion;
        // </example>

        CollectionAssert.AreEqual(Enumerable.Range(0, 500).Select(static id => $"order {id}").ToArray(), shown);
        Assert.IsLessThanOrEqualTo(65, made);

        StringBuilder NewBuilder()
        {
            Interlocked.Increment(ref made);
            return new StringBuilder(200);
        }

        void Show(StringBuilder line) => shown.Add(line.ToString());

        static IAsyncEnumerable<int> ReadOrdersAsync() => Enumerable.Range(0, 500).ToAsyncEnumerable();
    }

    [TestMethod]
    public async Task ObjectPool_BehindABlock_GetsAllBack()
    {
        var pool = new DefaultObjectPool<StringBuilder>(new StringBuilderPooledObjectPolicy(), maximumRetained: 64);
        List<string> written = [];
        var block = new OrderedActionBlock<int, StringBuilder>(
            static (id, line) => line.Append(id),
            line => written.Add(line.ToString()),
            new PooledResults<StringBuilder>(pool),
            new OrderedBlockOptions { MaxDegreeOfParallelism = 4, BoundedCapacity = 64 });
        foreach (int id in Enumerable.Range(0, 200))
        {
            Assert.IsTrue(await block.SendAsync(id).WithTimeout());
        }

        block.Complete();
        await block.Completion.WithTimeout();
        CollectionAssert.AreEqual(Enumerable.Range(0, 200).Select(static id => $"{id}").ToArray(), written);
    }

    private static OrderedActionBlock<int, ArraySegment<byte>> CreateWriter(Stream file)
    {
        // <example: reuse-action>
        var block = new OrderedActionBlock<int, ArraySegment<byte>>(
            (number, buffer) => buffer[..Render(number, buffer)],         // fills a part of it, and says which
            (bytes, token) => file.WriteAsync(bytes, token),              // the block returns it when this has ended
            ResultPool.ForArrays<byte>(length: 64 * 1024),
            new OrderedBlockOptions { MaxDegreeOfParallelism = 4, BoundedCapacity = 16 });
        // </example>
        return block;
    }

    private static int Render(int number, Span<byte> buffer) => Encoding.UTF8.GetBytes($"{number};", buffer);
}
