using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Issues;

/// <summary>A filter that takes or reserves the head itself must not make its caller take the position behind it.</summary>
[TestClass]
public sealed class ReentrantFilterTests
{
    [TestMethod]
    public async Task TryReceive_FilterThatTakesTheHead_TakesNothingElse()
    {
        using var gate = new ManualResetEventSlim();
        var block = new OrderedTransformBlock<int, int>(item =>
        {
            if (item == 2)
            {
                gate.Wait();
            }

            return item;
        });
        block.Post(1);
        block.Post(2);
        Await.Until(() => block.OutputCount == 1, "the first output is there");

        int inner = 0;
        bool taken = block.TryReceive(_ => block.TryReceive(null, out inner), out int outer);

        Assert.IsFalse(taken);
        Assert.AreEqual(0, outer);
        Assert.AreEqual(1, inner);
        gate.Set();
        Assert.AreEqual(2, await Await.Ends(block.ReceiveAsync()));
        block.Complete();
        await Await.Ends(block.Completion);
    }

    [TestMethod]
    public async Task TryReceive_FilterThatReservesTheHead_LeavesItToTheReservation()
    {
        var block = new OrderedTransformBlock<int, int>(static item => item);
        ISourceBlock<int> source = block;
        var target = new BufferBlock<int>();
        var head = new DataflowMessageHeader(1);
        block.Post(1);
        Await.Until(() => block.OutputCount == 1, "the output is there");

        Assert.IsFalse(block.TryReceive(_ => source.ReserveMessage(head, target), out _));

        Assert.AreEqual(1, source.ConsumeMessage(head, target, out bool consumed));
        Assert.IsTrue(consumed);
        block.Complete();
        await Await.Ends(block.Completion);
    }
}
