using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Keys;

/// <summary>What a key may be, and what is refused.</summary>
[TestClass]
public sealed class KeyOptionsTests
{
    private static readonly int[] s_first = [0];
    private static readonly int[] s_firstOfEach = [0, 1, 2];

    private readonly Gate _gate = new();

    [TestMethod]
    public void KeySelector_ThatIsNotSet_IsRefused()
    {
        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(
            () => new OrderedTransformBlock<int, int>(static item => item, new OrderedBlockOptions<int, int>()));

        Assert.AreEqual("dataflowBlockOptions", error.ParamName);
        StringAssert.Contains(error.Message, "KeySelector", StringComparison.Ordinal);
    }

    [TestMethod]
    public void KeySelector_OfOtherItems_IsRefused()
    {
        var options = new OrderedBlockOptions<object, int> { KeySelector = static item => item.GetHashCode() };

        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(
            () => new OrderedActionBlock<string, string>(static item => item, static _ => { }, options));

        Assert.AreEqual("dataflowBlockOptions", error.ParamName);
        StringAssert.Contains(error.Message, "System.Object", StringComparison.Ordinal);
        StringAssert.Contains(error.Message, "System.String", StringComparison.Ordinal);
    }

    [TestMethod]
    public void KeySelector_WithStrictStartOrder_IsRefused()
    {
        OrderedBlockOptions<int, int> options = Options(static item => item);
        options.StrictStartOrder = true;

        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(
            () => new OrderedTransformBlock<int, int>(static item => item, options));

        StringAssert.Contains(error.Message, "StrictStartOrder", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Options_AreCopied()
    {
        OrderedBlockOptions<int, int> options = Options(static _ => 0);
        var block = new OrderedTransformBlock<int, int>(static item => item, options);
        options.KeySelector = null;

        block.Post(7);

        Assert.AreEqual(7, await Await.Ends(block.ReceiveAsync()));
    }

    [TestMethod]
    [DataRow(false, 3)]
    [DataRow(true, 2)]
    public async Task KeyComparer_SaysWhichKeysAreEqual(bool ignoresCase, int started)
    {
        string[] items = ["a", "A", "b"];
        var begun = new Log<string>();
        var open = new TaskCompletionSource();
        var block = new OrderedTransformBlock<string, string>(
            async item =>
            {
                begun.Add(item);
                await open.Task;
                return item;
            },
            new OrderedBlockOptions<string, string>
            {
                KeySelector = static item => item,
                KeyComparer = ignoresCase ? StringComparer.OrdinalIgnoreCase : null,
                MaxDegreeOfParallelism = DataflowBlockOptions.Unbounded,
            });
        foreach (string item in items)
        {
            block.Post(item);
        }

        Await.Until(() => block.Core.Ring.UnclaimedCount == 0, "all are claimed");
        begun.WaitForCount(started);
        Assert.AreEqual(items.Length - started, block.InputCount);
        open.SetResult();
        foreach (string item in items)
        {
            Assert.AreEqual(item, await Await.Ends(block.ReceiveAsync()));
        }

        KeyedBlocks.AssertAtRest(block);
    }

    // The hash code of null is asked of nobody, and "0" has the same one.
    [TestMethod]
    public async Task NullKey_IsAKeyLikeAnyOther()
    {
        var block = new OrderedTransformBlock<int, int>(
            _gate.Run,
            new OrderedBlockOptions<int, string?>
            {
                KeySelector = static item => item == 0 ? "0" : item % 2 == 0 ? null : "1",
                KeyComparer = new ZeroHashComparer(),
                MaxDegreeOfParallelism = DataflowBlockOptions.Unbounded,
            });
        foreach (int item in Enumerable.Range(0, 7))
        {
            block.Post(item);
        }

        _gate.WaitForStarts(3);
        Await.Until(() => block.InputCount == 4, "the others are parked");
        CollectionAssert.AreEquivalent(s_firstOfEach, _gate.Started);
        _gate.OpenAll();
        foreach (int item in Enumerable.Range(0, 7))
        {
            Assert.AreEqual(item, await Await.Ends(block.ReceiveAsync()));
        }

        KeyedBlocks.AssertAtRest(block);
    }

    [TestMethod]
    public async Task KeySelector_IsCalledOnceForAnItemAndInOrder()
    {
        List<int> asked = [];
        OrderedBlockOptions<int, int> options = Options(item =>
        {
            asked.Add(item);
            return item % 3;
        });
        var block = new OrderedTransformBlock<int, int>(static item => item, options);
        foreach (int item in Enumerable.Range(0, 5000))
        {
            block.Post(item);
        }

        foreach (int item in Enumerable.Range(0, 5000))
        {
            Assert.AreEqual(item, await Await.Ends(block.ReceiveAsync()));
        }

        CollectionAssert.AreEqual(Enumerable.Range(0, 5000).ToArray(), asked);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task KeySelector_ThatThrows_IsTheItemsFailure(bool byComparer)
    {
        var error = new InvalidOperationException("no key");
        var options = new OrderedBlockOptions<int, int>
        {
            KeySelector = item => !byComparer && item == 3 ? throw error : item,
            KeyComparer = byComparer ? new ThrowingComparer(3, error) : null,
            MaxDegreeOfParallelism = 2,
        };
        var block = new OrderedTransformBlock<int, int>(static item => item, options);
        foreach (int item in Enumerable.Range(0, 3))
        {
            block.Post(item);
            Assert.AreEqual(item, await Await.Ends(block.ReceiveAsync()));
        }

        block.Post(3);
        await Await.EndsSomehow(block.Completion);

        Assert.AreSame(error, block.Completion.Exception!.InnerException);
        Assert.AreEqual(1, block.Statistics.Failed);
        Assert.AreEqual(3, block.Statistics.Released);
        KeyedBlocks.AssertAtRest(block);
    }

    [TestMethod]
    public async Task KeySelector_ThatCancels_CancelsItsItemOnly()
    {
        OrderedBlockOptions<int, int> options = Options(
            static item => item % 5 == 3 ? throw new OperationCanceledException() : item % 2);
        var block = new OrderedTransformBlock<int, int>(static item => item, options);
        var output = new BufferBlock<int>();
        block.LinkTo(output, new DataflowLinkOptions { PropagateCompletion = true });
        foreach (int item in Enumerable.Range(0, 1000))
        {
            block.Post(item);
        }

        block.Complete();
        await Await.Ends(block.Completion);

        Assert.IsTrue(output.TryReceiveAll(out IList<int>? all));
        CollectionAssert.AreEqual(Enumerable.Range(0, 1000).Where(static item => item % 5 != 3).ToArray(), all.ToArray());
        Assert.AreEqual(200, block.Statistics.CanceledItems);
        KeyedBlocks.AssertAtRest(block);
    }

    // What is not to be thrown by a comparer is thrown where two keys are compared, and leaves the queues as they were.
    [TestMethod]
    public async Task KeyComparer_ThatThrowsWhileItCompares_FailsTheLaterItem()
    {
        var error = new InvalidOperationException("not equal");
        var block = new OrderedTransformBlock<int, int>(
            _gate.Run,
            new OrderedBlockOptions<int, string>
            {
                KeySelector = static item => item == 2 ? "throws" : "same",
                KeyComparer = new ZeroHashComparer(error),
                MaxDegreeOfParallelism = 3,
            });
        block.Post(0);
        block.Post(1);
        block.Post(2);
        _gate.WaitForStart(0);
        Await.Until(() => block.Statistics is { Failed: 1, Queued: 0 }, "the last item failed, and the one that waits is dropped");
        _gate.OpenAll();
        await Await.EndsSomehow(block.Completion);

        Assert.AreSame(error, block.Completion.Exception!.InnerException);
        CollectionAssert.AreEqual(s_first, _gate.Started);
        Assert.AreEqual(2, block.Statistics.DroppedByFault + block.Statistics.Released);
        KeyedBlocks.AssertAtRest(block);
    }

    private static OrderedBlockOptions<int, int> Options(Func<int, int> selector) =>
        new() { KeySelector = selector, MaxDegreeOfParallelism = 4 };

    private sealed class ZeroHashComparer(Exception? error = null) : IEqualityComparer<string?>
    {
        public bool Equals(string? x, string? y) =>
            x is null || y is null ? throw new InvalidOperationException("was asked about null")
            : error is not null && (x == "throws" || y == "throws") ? throw error
            : x == y;

        public int GetHashCode(string? obj) => obj is null ? throw new InvalidOperationException("was asked about null") : 0;
    }

    private sealed class ThrowingComparer(int key, Exception error) : IEqualityComparer<int>
    {
        public bool Equals(int x, int y) => x == y;

        public int GetHashCode(int obj) => obj == key ? throw error : obj;
    }
}
