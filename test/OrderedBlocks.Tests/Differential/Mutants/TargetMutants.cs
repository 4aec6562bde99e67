namespace OrderedBlocks.Tests.Differential;

/// <summary>Blocks that get one thing wrong as a target.</summary>
internal static class TargetMutants
{
    /// <summary>Says "accepted" after the end, and forgets the item.</summary>
    internal sealed class AcceptsAfterComplete(DelegateRequest request) : MutantBlock(request)
    {
        public override DataflowMessageStatus OfferMessage(
            DataflowMessageHeader messageHeader, int messageValue, ISourceBlock<int>? source, bool consumeToAccept)
        {
            DataflowMessageStatus status = base.OfferMessage(messageHeader, messageValue, source, consumeToAccept);
            return status == DataflowMessageStatus.DecliningPermanently && !consumeToAccept
                ? DataflowMessageStatus.Accepted
                : status;
        }
    }

    /// <summary>Says "declined" where it will never accept again.</summary>
    internal sealed class DeclinesForNow(DelegateRequest request) : MutantBlock(request)
    {
        public override DataflowMessageStatus OfferMessage(
            DataflowMessageHeader messageHeader, int messageValue, ISourceBlock<int>? source, bool consumeToAccept)
        {
            DataflowMessageStatus status = base.OfferMessage(messageHeader, messageValue, source, consumeToAccept);
            return status == DataflowMessageStatus.DecliningPermanently ? DataflowMessageStatus.Declined : status;
        }
    }

    /// <summary>Never postpones.</summary>
    internal sealed class NeverPostpones(DelegateRequest request) : MutantBlock(request)
    {
        public override DataflowMessageStatus OfferMessage(
            DataflowMessageHeader messageHeader, int messageValue, ISourceBlock<int>? source, bool consumeToAccept)
        {
            return source is null || consumeToAccept
                ? base.OfferMessage(messageHeader, messageValue, source, consumeToAccept)
                : base.OfferMessage(messageHeader, messageValue, null, consumeToAccept: false);
        }
    }

    /// <summary>Takes the offered value where it must consume the message.</summary>
    internal sealed class NeverConsumesToAccept(DelegateRequest request) : MutantBlock(request)
    {
        public override DataflowMessageStatus OfferMessage(
            DataflowMessageHeader messageHeader, int messageValue, ISourceBlock<int>? source, bool consumeToAccept) =>
            base.OfferMessage(messageHeader, messageValue, source, consumeToAccept: false);
    }

    /// <summary>Takes every ninth item twice.</summary>
    internal sealed class Duplicates(DelegateRequest request) : MutantBlock(request)
    {
        public override DataflowMessageStatus OfferMessage(
            DataflowMessageHeader messageHeader, int messageValue, ISourceBlock<int>? source, bool consumeToAccept)
        {
            DataflowMessageStatus status = base.OfferMessage(messageHeader, messageValue, source, consumeToAccept);
            if (status == DataflowMessageStatus.Accepted && messageValue % 9 == 0)
            {
                Inner.Post(messageValue);
            }
            return status;
        }
    }

    /// <summary>Counts the items being transformed as waiting, too.</summary>
    internal sealed class CountsRunningItems(DelegateRequest request) : MutantBlock(request)
    {
        private int _accepted;

        public override int InputCount =>
            Completion.IsCompleted ? 0 : Math.Max(base.InputCount, Math.Min(1, _accepted - OutputCount));

        public override DataflowMessageStatus OfferMessage(
            DataflowMessageHeader messageHeader, int messageValue, ISourceBlock<int>? source, bool consumeToAccept)
        {
            DataflowMessageStatus status = base.OfferMessage(messageHeader, messageValue, source, consumeToAccept);
            _accepted += status == DataflowMessageStatus.Accepted ? 1 : 0;
            return status;
        }
    }
}
