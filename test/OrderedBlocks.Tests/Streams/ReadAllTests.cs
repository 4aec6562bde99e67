using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Streams;

/// <summary>Blocks of any kind as streams that say how they have ended.</summary>
[TestClass]
public sealed class ReadAllTests
{
    private static readonly int[] s_three = [1, 2, 3];

    [TestMethod]
    public async Task Block_Completed_EndsTheStream()
    {
        foreach (IReceivableSourceBlock<int> block in Blocks())
        {
            Post(block, 3);
            block.Complete();
            (List<int> items, Exception? error) = await block.ReadAllAsync().CollectAsync().WithTimeout();
            Assert.IsNull(error);
            CollectionAssert.AreEqual(s_three, items);
        }
    }

    [TestMethod]
    public async Task Block_Faulted_EndsTheStreamWithTheBareException()
    {
        var thrown = new IOException("gone");
        foreach (IReceivableSourceBlock<int> block in Blocks())
        {
            // Through another one, so that it is wrapped more than once.
            var before = new BufferBlock<int>();
            before.LinkTo((ITargetBlock<int>)block, new DataflowLinkOptions { PropagateCompletion = true });
            IAsyncEnumerator<int> items = block.ReadAllAsync().GetAsyncEnumerator();
            Assert.IsTrue(before.Post(1));
            Assert.AreEqual(1, await items.NextAsync());
            ((IDataflowBlock)before).Fault(thrown);
            Assert.AreSame(thrown, await Assert.ThrowsExactlyAsync<IOException>(() => items.MoveNextAsync().AsTask().WithTimeout()));
            await items.DisposeAsync();
        }
    }

    [TestMethod]
    public async Task Block_Canceled_EndsTheStreamWithTheCancellation()
    {
        using var cancellation = new CancellationTokenSource();
        IReceivableSourceBlock<int>[] blocks = Blocks(cancellation.Token);
        IAsyncEnumerator<int>[] all = [.. blocks.Select(static block => block.ReadAllAsync().GetAsyncEnumerator())];
        Task<bool>[] pending = [.. all.Select(static items => items.MoveNextAsync().AsTask())];
        await cancellation.CancelAsync();
        foreach (Task<bool> next in pending)
        {
            await Assert.ThrowsAsync<OperationCanceledException>(() => next.WithTimeout());
        }
    }

    [TestMethod]
    public async Task Token_Fires_LeavesTheBlockAlone()
    {
        foreach (IReceivableSourceBlock<int> block in Blocks())
        {
            using var cancellation = new CancellationTokenSource();
            Post(block, 3);
            IAsyncEnumerator<int> items = block.ReadAllAsync(cancellation.Token).GetAsyncEnumerator();
            Assert.AreEqual(1, await items.NextAsync());
            await cancellation.CancelAsync();
            await Assert.ThrowsAsync<OperationCanceledException>(() => items.MoveNextAsync().AsTask().WithTimeout());
            Assert.AreEqual(2, await block.ReceiveAsync().WithTimeout());
            Assert.AreEqual(3, await block.ReceiveAsync().WithTimeout());
            block.Complete();
            await block.Completion.WithTimeout();
        }
    }

    [TestMethod]
    public void Source_Null_IsRefusedAtTheCall() => Assert.AreEqual(
        "source", Assert.Throws<ArgumentNullException>(() => ((BufferBlock<int>)null!).ReadAllAsync()).ParamName);

    private static void Post(IReceivableSourceBlock<int> block, int count)
    {
        for (int item = 1; item <= count; item++)
        {
            Assert.IsTrue(((ITargetBlock<int>)block).Post(item));
        }
    }

    private static IReceivableSourceBlock<int>[] Blocks(CancellationToken token = default)
    {
        var options = new ExecutionDataflowBlockOptions { CancellationToken = token };
        return
        [
            new OrderedTransformBlock<int, int>(static item => item, options),
            new OrderedTransformManyBlock<int, int>(static item => (IEnumerable<int>)[item], options),
            new TransformBlock<int, int>(static item => item, options),
            new BufferBlock<int>(options),
        ];
    }
}
