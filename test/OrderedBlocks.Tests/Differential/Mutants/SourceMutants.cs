using System.Diagnostics.CodeAnalysis;

namespace OrderedBlocks.Tests.Differential;

/// <summary>Blocks that get one thing wrong as a source.</summary>
internal static class SourceMutants
{
    /// <summary>Lets several targets reserve at once.</summary>
    internal sealed class ReservesForAll(DelegateRequest request) : MutantBlock(request)
    {
        public override bool ReserveMessage(DataflowMessageHeader messageHeader, ITargetBlock<int> target)
        {
            base.ReserveMessage(messageHeader, target);
            return true;
        }
    }

    /// <summary>Takes a release from anybody.</summary>
    internal sealed class ReleasesForAnybody(DelegateRequest request) : MutantBlock(request)
    {
        public override void ReleaseReservation(DataflowMessageHeader messageHeader, ITargetBlock<int> target)
        {
            try
            {
                base.ReleaseReservation(messageHeader, target);
            }
            catch (InvalidOperationException)
            {
                // this is the mutation: it should have been thrown
            }
        }
    }

    /// <summary>Consumes a released message, instead of offering it again.</summary>
    internal sealed class LosesWhatIsReleased(DelegateRequest request) : MutantBlock(request)
    {
        public override void ReleaseReservation(DataflowMessageHeader messageHeader, ITargetBlock<int> target) =>
            ConsumeMessage(messageHeader, target, out _);
    }

    /// <summary>Counts no messages for <c>MaxMessages</c>.</summary>
    internal sealed class ForgetsMaxMessages(DelegateRequest request) : MutantBlock(request)
    {
        public override IDisposable LinkTo(ITargetBlock<int> target, DataflowLinkOptions linkOptions)
        {
            return base.LinkTo(target, new DataflowLinkOptions
            {
                Append = linkOptions.Append,
                PropagateCompletion = linkOptions.PropagateCompletion,
            });
        }
    }

    /// <summary>Puts every link last.</summary>
    internal sealed class AlwaysAppends(DelegateRequest request) : MutantBlock(request)
    {
        public override IDisposable LinkTo(ITargetBlock<int> target, DataflowLinkOptions linkOptions)
        {
            // copied: Dataflow's own helpers pass options that they all share
            return base.LinkTo(target, new DataflowLinkOptions
            {
                MaxMessages = linkOptions.MaxMessages,
                PropagateCompletion = linkOptions.PropagateCompletion,
            });
        }
    }

    /// <summary>Never ends a linked target.</summary>
    internal sealed class NeverPropagates(DelegateRequest request) : MutantBlock(request)
    {
        public override IDisposable LinkTo(ITargetBlock<int> target, DataflowLinkOptions linkOptions)
        {
            return base.LinkTo(target, new DataflowLinkOptions
            {
                MaxMessages = linkOptions.MaxMessages,
                Append = linkOptions.Append,
            });
        }
    }

    /// <summary>Disposing a link does nothing.</summary>
    internal sealed class NeverUnlinks(DelegateRequest request) : MutantBlock(request)
    {
        public override IDisposable LinkTo(ITargetBlock<int> target, DataflowLinkOptions linkOptions)
        {
            base.LinkTo(target, linkOptions);
            return new MemoryStream();
        }
    }

    /// <summary>Ignores the filter of a receive.</summary>
    internal sealed class IgnoresTheFilter(DelegateRequest request) : MutantBlock(request)
    {
        public override bool TryReceive(Predicate<int>? filter, out int item) => base.TryReceive(null, out item);
    }

    /// <summary>Hands out an empty list where there is none.</summary>
    internal sealed class ReceivesAnEmptyList(DelegateRequest request) : MutantBlock(request)
    {
        public override bool TryReceiveAll([NotNullWhen(true)] out IList<int>? items)
        {
            bool any = base.TryReceiveAll(out items);
            items ??= [];
            return any;
        }
    }
}
