using System.Threading.Channels;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Streams;

/// <summary>
/// Every enumerator of a stream is a run of its own, also on the thread that has made the stream. (One that had ended was handed out
/// again: to dispose of it ended the other loop, or threw.)
/// </summary>
[TestClass]
public sealed class EnumeratorTests
{
    /// <summary>Every form that makes an async stream.</summary>
    public static IEnumerable<object[]> Forms { get; } =
    [
        ["select"], ["select with tasks"], ["select with value tasks"], ["select of a sequence"], ["select of a sequence with value tasks"],
        ["select many"], ["select many with tasks"], ["select many with value tasks"], ["select many with streams"],
        ["select many with streams and a token"],
        ["block"], ["other block"], ["block as a channel"], ["block of many as a channel"], ["channel transformed"],
    ];

    // No await: everything is on one thread, as in a program with a window.
    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void Enumerator_ThatHasEnded_IsNotThatOfTheNextLoop(string form)
    {
        Channel<int> source = Channel.CreateUnbounded<int>();
        IAsyncEnumerable<int> stream = Create(form, source, out Action<int> send);
        IAsyncEnumerator<int> first = stream.GetAsyncEnumerator(new CancellationToken(canceled: true));
        Assert.Throws<OperationCanceledException>(() => End(first.MoveNextAsync().AsTask()));
        IAsyncEnumerator<int> second = stream.GetAsyncEnumerator();
        Assert.AreNotSame(first, second);

        // Between two items of the other one.
        send(1);
        AssertNext(1, second.MoveNextAsync().AsTask(), second);
        Assert.IsFalse(End(first.MoveNextAsync().AsTask()));
        End(first.DisposeAsync().AsTask());

        // While the other one waits.
        Task<bool> waiting = second.MoveNextAsync().AsTask();
        Assert.IsFalse(End(first.MoveNextAsync().AsTask()));
        End(first.DisposeAsync().AsTask());
        send(2);
        AssertNext(2, waiting, second);

        // A sequence has a thread stand still for its next item, and the end waits for that.
        source.Writer.Complete();
        End(second.DisposeAsync().AsTask());
        Assert.IsFalse(End(second.MoveNextAsync().AsTask()));
    }

    [TestMethod]
    [DataRow("select")]
    [DataRow("select many")]
    public async Task Loops_OneAfterTheOtherAndWithinEachOther_SeeEverything(string form)
    {
        int[] expected = [.. Enumerable.Range(0, 20)];
        IAsyncEnumerable<int> stream = form == "select"
            ? new CountedItems(20).SelectOrdered(static item => item)
            : new CountedItems(20).SelectManyOrdered(static item => (IEnumerable<int>)[item]);
        int inner = 0;
        await foreach (int outer in stream)
        {
            Assert.AreEqual(expected[inner++], outer);
            CollectionAssert.AreEqual(expected, (await stream.CollectAsync().WithTimeout()).Items);
        }

        Assert.AreEqual(20, inner);
    }

    [TestMethod]
    public void EnumeratorOfASequence_ThatHasEnded_IsNotThatOfTheNextLoop()
    {
        IEnumerable<int> sequence = Enumerable.Range(0, 3).SelectOrdered(static item => item);
        IEnumerator<int> first = sequence.GetEnumerator();
        while (first.MoveNext())
        {
        }

        first.Dispose();
        using IEnumerator<int> second = sequence.GetEnumerator();
        Assert.AreNotSame(first, second);
        Assert.IsTrue(second.MoveNext());
        first.Dispose();
        Assert.IsFalse(first.MoveNext());
        Assert.IsTrue(second.MoveNext());
        Assert.AreEqual(1, second.Current);
    }

    [TestMethod]
    public void Enumerator_AskedWhileItLooks_Refuses()
    {
        IAsyncEnumerator<int> items = Create("select", Channel.CreateUnbounded<int>(), out Action<int> _)
            .GetAsyncEnumerator();
        Task<bool> waiting = items.MoveNextAsync().AsTask();
        Assert.ThrowsExactly<InvalidOperationException>(() => End(items.MoveNextAsync().AsTask()));
        Assert.ThrowsExactly<NotSupportedException>(() => End(items.DisposeAsync().AsTask()));
        Assert.IsFalse(waiting.IsCompleted);
    }

    private static IAsyncEnumerable<int> Create(string form, Channel<int> source, out Action<int> send)
    {
        send = item => Assert.IsTrue(source.Writer.TryWrite(item));
        ChannelReader<int> reader = source.Reader;
        var block = new OrderedTransformBlock<int, int>(static item => item);
        var many = new OrderedTransformManyBlock<int, int>(static item => (IEnumerable<int>)[item]);
        var other = new BufferBlock<int>();
        switch (form)
        {
            case "block":
            case "block as a channel":
                send = item => Assert.IsTrue(block.Post(item));
                return form == "block" ? block.ReadAllAsync() : block.AsChannel().Reader.ReadAllAsync();
            case "other block":
                send = item => Assert.IsTrue(other.Post(item));
                return other.ReadAllAsync();
            case "block of many as a channel":
                send = item => Assert.IsTrue(many.Post(item));
                return many.AsChannel().Reader.ReadAllAsync();
            case "channel transformed":
                return reader.TransformOrdered(static item => item).ReadAllAsync();
        }

        IAsyncEnumerable<int> items = reader.ReadAllAsync();
        return form switch
        {
            "select" => items.SelectOrdered(static item => item),
            "select with tasks" => items.SelectOrdered(static item => Task.FromResult(item)),
            "select with value tasks" => items.SelectOrdered(static (item, _) => new ValueTask<int>(item)),
            "select of a sequence" => items.ToBlockingEnumerable().SelectOrdered(static item => Task.FromResult(item)),
            "select of a sequence with value tasks" =>
                items.ToBlockingEnumerable().SelectOrdered(static (item, _) => new ValueTask<int>(item)),
            "select many" => items.SelectManyOrdered(static item => (IEnumerable<int>)[item]),
            "select many with tasks" => items.SelectManyOrdered(static item => Task.FromResult<IEnumerable<int>>([item])),
            "select many with value tasks" => items.SelectManyOrdered(static (item, _) => new ValueTask<IEnumerable<int>>([item])),
            "select many with streams" => items.SelectManyOrdered(static item => One(item)),
            _ => items.SelectManyOrdered(static (item, _) => One(item)),
        };
    }

    private static async IAsyncEnumerable<int> One(int item)
    {
        await Task.Yield();
        yield return item;
    }

    private static void AssertNext(int item, Task<bool> move, IAsyncEnumerator<int> items)
    {
        Assert.IsTrue(End(move));
        Assert.AreEqual(item, items.Current);
    }

    // On this very thread.
    private static bool End(Task<bool> task)
    {
        End((Task)task);
        return task.Result;
    }

    private static void End(Task task) => task.WithTimeout().GetAwaiter().GetResult();
}
