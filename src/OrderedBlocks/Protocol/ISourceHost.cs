using OrderedBlocks.Execution;

namespace OrderedBlocks.Protocol;

/// <summary>What an output side with links tells its block besides. Under no lock.</summary>
internal interface ISourceHost : IOutputHost
{
    /// <summary>The last link is gone.</summary>
    /// <param name="refusal">If a target whose link had no limit has declined for good, and no other one has been linked since.
    /// </param>
    void OnLinksGone(Refusal? refusal);

    /// <summary>A target threw out of <c>OfferMessage</c>.</summary>
    void OnOfferFailed(Exception error);
}
