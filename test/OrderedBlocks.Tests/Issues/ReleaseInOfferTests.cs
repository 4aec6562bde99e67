using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Issues;

/// <summary>
/// A target that reserves and gives back inside the offer has had its turn: it is not offered the same message for ever, with
/// everybody else shut out.
/// </summary>
[TestClass]
public sealed class ReleaseInOfferTests
{
    [TestMethod]
    public async Task ReleaseReservation_InsideTheOffer_GoesOnToTheNextLink()
    {
        var block = new OrderedTransformBlock<int, int>(static item => item);
        var indecisive = new IndecisiveTarget();
        var next = new BufferBlock<int>();
        block.LinkTo(indecisive);
        block.LinkTo(next);

        block.Post(7);

        Assert.AreEqual(7, await Await.Ends(next.ReceiveAsync()));
        Assert.AreEqual(1, indecisive.Offers);
    }

    [TestMethod]
    public void ReleaseReservation_InsideTheOffer_LeavesTheMessageToReceivers()
    {
        var block = new OrderedTransformBlock<int, int>(static item => item);
        block.Post(7);
        Await.Until(() => block.OutputCount == 1, "the output is there");
        var indecisive = new IndecisiveTarget();
        block.LinkTo(indecisive);

        Assert.IsTrue(block.TryReceive(out int item));
        Assert.AreEqual(7, item);
        Assert.AreEqual(1, indecisive.Offers);
    }

    private sealed class IndecisiveTarget : ITargetBlock<int>
    {
        // So that a failure does not hang.
        private const int Most = 1000;

        public int Offers { get; private set; }

        public Task Completion => throw new NotSupportedException();

        public DataflowMessageStatus OfferMessage(
            DataflowMessageHeader messageHeader,
            int messageValue,
            ISourceBlock<int>? source,
            bool consumeToAccept)
        {
            if (++Offers < Most && source!.ReserveMessage(messageHeader, this))
            {
                source.ReleaseReservation(messageHeader, this);
            }

            return Offers < Most ? DataflowMessageStatus.Postponed : DataflowMessageStatus.DecliningPermanently;
        }

        public void Complete() => throw new NotSupportedException();

        public void Fault(Exception exception) => throw new NotSupportedException();
    }
}
